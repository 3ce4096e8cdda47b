using System.Globalization;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Hosting;

/// <summary>How a writer finds its own writes again: <c>X-Vitrine-Sequence</c> in answers, <c>after</c> in searches.</summary>
internal static class Sequences
{
    public const string Header = "X-Vitrine-Sequence";

    public static void SetSequence(this HttpResponse response, long sequence)
    {
        if (sequence > 0)
        {
            response.Headers[Header] = sequence.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The newest sequence that was given; 0 where nothing was ever written.</summary>
    public static async Task<long> NewestAsync(DbSession session, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select max(sequence) from change_log", cancellationToken) ?? 0;
}

/// <summary>On an endpoint that is asked by POST and changes nothing.</summary>
internal sealed class ReadsOnly;

/// <summary>
/// Every write answers a sequence. One that changed nothing that can be searched, or only queued a job, answers the newest there is:
/// who has seen that has seen everything that came before the answer.
/// </summary>
internal sealed class SequenceOfWrites(Database database) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var http = context.HttpContext;
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<ReadsOnly>() is not null;
        if (!reads && http.Features.Get<Principal>() is not null && !http.Response.Headers.ContainsKey(Sequences.Header))
        {
            http.Response.SetSequence(await database.ReadAsync(session => Sequences.NewestAsync(session, http.RequestAborted), http.RequestAborted));
        }

        return result;
    }
}
