using Vitrine.Core.Search;
using Vitrine.Server.Ui;

namespace Vitrine.Server.Hosting;

/// <summary>A request cannot be done as it is: an HTTP status and a sentence for who sent it. <see cref="Refusals"/> makes the answer of it.</summary>
public class RequestRefusedException(int status, QuerySentence sentence) : Exception(sentence?.ToString())
{
    /// <summary>One that is said in English alone: what only programs come to.</summary>
    public RequestRefusedException(int status, string message)
        : this(status, QuerySentence.Verbatim(message))
    {
    }

    public int Status { get; } = status;

    /// <summary>What <see cref="Exception.Message"/> says, for those who say it in another language.</summary>
    public QuerySentence Sentence { get; } = sentence!;

    /// <summary>Members of the answer beside the sentence; null = none.</summary>
    public IDictionary<string, object?>? Extensions => ExtensionsBy(said => said.ToString());

    /// <summary>The same in the language of who asks.</summary>
    /// <param name="say">The text of a sentence in that language.</param>
    protected internal virtual IDictionary<string, object?>? ExtensionsBy(Func<QuerySentence, string> say) => null;
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
            var say = QueryWords.For(context.HttpContext.Request);
            return TypedResults.Problem(say(refused.Sentence), statusCode: refused.Status, extensions: refused.ExtensionsBy(say));
        }
    }
}
