namespace Vitrine.Server.Hosting;

/// <summary>A request cannot be done as it is: an HTTP status and a sentence for who sent it. <see cref="Refusals"/> makes the answer of it.</summary>
public class RequestRefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Members of the answer beside the sentence; null = none.</summary>
    public virtual IDictionary<string, object?>? Extensions => null;
}

/// <summary>Answers refused requests of the API, wherever in a handler they were refused, as problems (RFC 9457).</summary>
internal sealed class Refusals : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RequestRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Status, extensions: refused.Extensions);
        }
    }
}
