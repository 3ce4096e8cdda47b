using System.Reflection;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Search;

namespace Vitrine.Server.Hosting;

/// <summary>
/// Refuses parameters of an address that nothing reads, and those that stand there twice where one is read: a filter with a wrong name would otherwise be no filter, and the answer the whole library. What is known is what the handler
/// takes, so no endpoint has a list of its own.
/// </summary>
internal static class KnownParameters
{
    /// <summary>What other programs call it, where it is not near enough to be told as a typing error.</summary>
    private static readonly string[][] SameThing = [["q", "query", "search", "find", "prefix", "text"], ["limit", "count", "size", "perPage"]];

    /// <summary>All GET endpoints of a group answer 400 to a parameter that their handlers do not take.</summary>
    public static RouteGroupBuilder RefuseUnknownParameters(this RouteGroupBuilder routes) => routes.AddEndpointFilterFactory((factory, next) =>
    {
        ParameterInfo[] taken = [.. factory.MethodInfo.GetParameters().Where(IsOfAddress)];
        string[] known = [.. taken.Select(parameter => parameter.Name!)], single = [.. taken.Where(parameter => !parameter.ParameterType.IsArray).Select(parameter => parameter.Name!)];
        return context => (Unknown(context.HttpContext.Request, known) ?? Repeated(context.HttpContext.Request, single)) is { } problem
            ? ValueTask.FromResult<object?>(QueryProblems.Answer(problem, context.HttpContext.Request))
            : next(context);
    });

    private static QueryProblem? Unknown(HttpRequest request, string[] known)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return null;
        }

        string[] taken = [.. known.Where(name => !request.RouteValues.ContainsKey(name))];
        if (request.Query.Keys.FirstOrDefault(key => !taken.Contains(key, StringComparer.OrdinalIgnoreCase)) is not { } unknown)
        {
            return null;
        }

        var meant = Meant(unknown, taken);
        var expected = taken.Length == 0 ? "no parameter" : taken.Length == 1 ? taken[0] : "one of " + string.Join(", ", taken);
        var sentence = $"There is no parameter '{SearchFields.Shown(unknown)}' here; {(meant is not null ? $"it is '{meant}'" : taken.Length == 0 ? "this address takes none" : "there are " + string.Join(", ", taken))}.";
        return new QueryProblem(sentence, 0, expected, meant);
    }

    /// <summary>Which of two values is meant nobody knows.</summary>
    private static QueryProblem? Repeated(HttpRequest request, string[] single) => single.Where(name => request.Query[name].Count > 1).Select(name => new QueryProblem(
        $"The parameter '{name}' stands there {request.Query[name].Count} times, and is taken once.", 0, $"one {name}", null)).FirstOrDefault();

    private static string? Meant(string unknown, string[] taken) =>
        SearchFields.Nearest(unknown, taken.Where(name => name.Length > 1))
        ?? SameThing.Where(names => names.Contains(unknown, StringComparer.OrdinalIgnoreCase)).SelectMany(names => names.Intersect(taken)).FirstOrDefault();

    /// <summary>Texts, numbers and the like; everything else is a service or a body.</summary>
    private static bool IsOfAddress(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(string) || type == typeof(string[]) || type.IsPrimitive || type.IsEnum;
    }
}
