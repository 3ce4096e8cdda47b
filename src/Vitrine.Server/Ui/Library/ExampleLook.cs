namespace Vitrine.Server.Ui.Library;

/// <summary>A picture that a query asks to be like, or unlike.</summary>
/// <param name="Part">Of the query.</param>
/// <param name="Picture">Its address.</param>
public sealed record ExampleLook(string Part, string Name, string Picture)
{
    /// <summary>The parts of a query that ask so, with the ids that they name.</summary>
    public static IEnumerable<(string Part, string Id)> Asked(string? query)
    {
        foreach (var part in QueryParts.All(query))
        {
            var said = part.TrimStart('-');
            if (said.StartsWith("similar:", StringComparison.OrdinalIgnoreCase))
            {
                yield return (part, said["similar:".Length..].Trim('"').Split('@')[0].ToLowerInvariant());
            }
        }
    }
}
