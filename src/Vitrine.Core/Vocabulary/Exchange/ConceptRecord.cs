namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>
/// A concept as a file tells of it. Null, or a language that is not there, means that the file says nothing of it: importing leaves it as it is.
/// Languages are BCP 47 tags; <c>und</c> is none.
/// </summary>
public sealed record ConceptRecord
{
    /// <summary>Where it begins in the file, from 1.</summary>
    public int Line { get; init; }

    /// <summary>What other records of the file call it: an id, an address, a path. Each name is there once.</summary>
    public required string Name { get; init; }

    /// <summary>The public id of the concept that it is.</summary>
    public string? Id { get; init; }
    public string? Slug { get; init; }

    /// <summary>Language → preferred label; null takes it away.</summary>
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = Empty<string?>();
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Synonyms { get; init; } = Empty<IReadOnlyList<string>>();
    public IReadOnlyDictionary<string, string?> Descriptions { get; init; } = Empty<string?>();

    /// <summary>Names of records, public ids, slugs or labels.</summary>
    public IReadOnlyList<string>? Broader { get; init; }

    /// <summary><c>#rrggbb</c>; empty takes it away.</summary>
    public string? Colour { get; init; }
    public bool? NeverByAi { get; init; }
    public bool? AlwaysReview { get; init; }
    public bool? Exported { get; init; }

    /// <summary>0–100; empty takes it away.</summary>
    public string? MinConfidence { get; init; }

    /// <summary>Scheme → ids.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ExternalIds { get; init; } = Empty<IReadOnlyList<string>>();

    /// <summary>Whether synonyms, broader concepts and external ids come to those that are there; else they are all there are.</summary>
    public bool Adds { get; init; }

    /// <summary>What a person should know before it is taken in.</summary>
    public string? Remark { get; init; }

    /// <summary>A label to name it by.</summary>
    public string Title => Labels.GetValueOrDefault("en") ?? Labels.Values.FirstOrDefault(label => label is not null) ?? Name;

    private static Dictionary<string, T> Empty<T>() => [];
}

/// <summary>Something that is wrong in a line.</summary>
public sealed record LineProblem(int Line, string Message);

internal static class LineProblems
{
    /// <summary>Adds to what is told, as far as anybody reads.</summary>
    public static void Note(this List<LineProblem> problems, int line, string message)
    {
        if (problems.Count < ExchangeLimits.MostProblems)
        {
            problems.Add(new LineProblem(line, message));
        }
    }
}

/// <summary>What was read from a file: the records that are whole, and what is wrong with the others.</summary>
public sealed record ConceptFile(IReadOnlyList<ConceptRecord> Records, IReadOnlyList<LineProblem> Problems);

/// <summary>The file cannot be read as what it is said to be.</summary>
/// <param name="line">From 1.</param>
public sealed class ConceptFileException(int line, string message) : Exception($"Line {line}: {message}")
{
    public int Line { get; } = line;

    public string Sentence { get; } = message;
}

/// <summary>Bounds of what is read, whatever the form.</summary>
public static class ExchangeLimits
{
    public const int MostBytes = 64 * 1024 * 1024;
    public const int MostConcepts = 500_000;
    public const int MostProblems = 1_000;

    /// <summary>Characters of one cell, one text, one address.</summary>
    public const int LongestText = 100_000;
}
