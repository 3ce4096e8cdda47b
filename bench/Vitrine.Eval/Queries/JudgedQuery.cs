using Vitrine.Eval.Pictures;

namespace Vitrine.Eval.Queries;

/// <summary>What a person writes into the search box, and the pictures that a person takes for right.</summary>
/// <param name="Kind">What is hard about it.</param>
/// <param name="Right">Paths below <c>photos/</c>; none where no picture shows such a thing.</param>
internal sealed record JudgedQuery(string Text, string Language, string Kind, IReadOnlySet<string> Right)
{
    private const int Columns = 4;

    /// <summary>Where the judged photographs lie in the shared folder.</summary>
    public const string Photos = "corpus/photos";

    /// <summary>The folders below it that were looked at.</summary>
    public static readonly IReadOnlyList<string> Folders = ["abo", "clothing", "coco", "grocery"];

    /// <summary>Every second one, in the order of the file, is told of; on the others thresholds and orders are chosen.</summary>
    public bool ForTest { get; init; }

    /// <summary>The committed judgements, in the order of the file.</summary>
    public static IReadOnlyList<JudgedQuery> ReadAll() => [.. Labels.Rows("queries.tsv").Select((columns, i) => Of(columns) with { ForTest = i % 2 == 1 })];

    private static JudgedQuery Of(string[] columns) => columns.Length == Columns
        ? new(columns[0], columns[1], columns[2], columns[3].Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal))
        : throw new FormatException($"Not {Columns} columns: {string.Join('\t', columns)}");
}
