namespace Vitrine.Core.Vocabulary;

/// <summary>Rules of a concept. The numbers are stored.</summary>
[Flags]
public enum ConceptFlags : byte
{
    None = 0,

    /// <summary>No machine may say it: groups that only order the vocabulary, and concepts that people keep to themselves.</summary>
    NeverByAi = 1,

    /// <summary>A machine may suggest it; only a person accepts it.</summary>
    AlwaysReview = 2,

    /// <summary>Stays in the library: written into no file, sidecar or export. What is narrower leaves without it.</summary>
    NotExported = 16,
}

/// <summary>A word for a concept. One preferred label per language; the others are synonyms. <paramref name="Language"/> is a BCP 47 tag.</summary>
public sealed record ConceptLabel(string Language, string Text, bool Preferred);

/// <summary>An entry of the vocabulary.</summary>
public sealed record Concept
{
    /// <summary>The row's key.</summary>
    public required long Key { get; init; }

    /// <summary>24 hex characters; null before the concept is stored.</summary>
    public string? PublicId { get; init; }

    /// <summary>The stable name of a concept of the starter vocabulary (<c>running-shoe</c>); null for concepts that users made.</summary>
    public string? Slug { get; init; }
    public required IReadOnlyList<ConceptLabel> Labels { get; init; }

    /// <summary>Keys of the directly broader concepts.</summary>
    public IReadOnlyList<long> Broader { get; init; } = [];
    public ConceptFlags Flags { get; init; }

    /// <summary>The library whose own concept it is; null = shared by all.</summary>
    public long? Library { get; init; }

    /// <summary>0xRRGGBB; null = none.</summary>
    public int? Colour { get; init; }

    /// <summary>0–100: the confidence from which machines may say it; null = the library's.</summary>
    public int? MinConfidence { get; init; }

    public bool NeverByAi => Flags.HasFlag(ConceptFlags.NeverByAi);

    public bool AlwaysReview => Flags.HasFlag(ConceptFlags.AlwaysReview);

    public bool IsExported => !Flags.HasFlag(ConceptFlags.NotExported);

    /// <summary>Whether a library may use it.</summary>
    /// <param name="library">Null = every one.</param>
    public bool BelongsTo(long? library) => Library is null || library is null || Library == library;

    /// <summary>The preferred label in <paramref name="language"/> (also of its parent tag: <c>de</c> for <c>de-AT</c>), else in English, else the first.</summary>
    public string Label(string language = "en")
    {
        for (var tag = language; tag.Length > 0; tag = tag.LastIndexOf('-') is > 0 and var cut ? tag[..cut] : "")
        {
            if (Preferred(tag) is { } label)
            {
                return label;
            }
        }

        return Preferred("en") ?? (Labels.Count > 0 ? Labels[0].Text : Slug ?? "");
    }

    private string? Preferred(string language) =>
        Labels.FirstOrDefault(l => l.Preferred && l.Language.Equals(language, StringComparison.OrdinalIgnoreCase))?.Text;
}

/// <summary>A label of a model's label set, <c>set/name</c>, and a concept that it means.</summary>
public readonly record struct LabelMeaning(string LabelId, long Concept);
