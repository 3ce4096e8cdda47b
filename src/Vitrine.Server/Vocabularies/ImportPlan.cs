using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Vocabulary;
using Vitrine.Core.Vocabulary.Exchange;

namespace Vitrine.Server.Vocabularies;

/// <summary>The request of an import: the row that holds the file, and how it is read.</summary>
internal sealed record ImportOrder(long File, string Format, string Language, bool Partial);

internal enum PlannedState
{
    Same,
    New,
    Changed,

    /// <summary>It contradicts another concept.</summary>
    Conflict,
    Error,
}

/// <summary>A concept that the file names as broader: one of the vocabulary, or another record.</summary>
internal readonly record struct PlannedBroader(long? Key, PlannedConcept? Record);

/// <summary>A record of the file and what it comes to.</summary>
internal sealed class PlannedConcept(ConceptRecord record)
{
    public ConceptRecord Record { get; } = record;

    /// <summary>The concept that it changes; set when a new one is made.</summary>
    public long? Key { get; set; }
    public string? PublicId { get; set; }
    public PlannedState State { get; set; } = PlannedState.New;
    public List<string> Messages { get; } = [];

    /// <summary>Null = it says nothing of what is broader.</summary>
    public List<PlannedBroader>? Broader { get; set; }

    public bool IsRefused => State is PlannedState.Conflict or PlannedState.Error;

    public void Refuse(PlannedState state, string message)
    {
        State = IsRefused ? State : state;
        Messages.Add(message);
    }

    /// <summary>The change that it asks for, but for what is broader.</summary>
    public ConceptChange ChangeOf(ConceptState was) => new()
    {
        Labels = Record.Labels,
        Synonyms = Record.Synonyms.ToDictionary(
            pair => pair.Key,
            IReadOnlyList<string>? (pair) => Record.Adds
                ? [.. was.Labels.Where(label => !label.Preferred && Same(label.Language, pair.Key)).Select(label => label.Text).Union(pair.Value, StringComparer.Ordinal)] : pair.Value,
            StringComparer.Ordinal),
        Descriptions = Record.Descriptions,
        Colour = Record.Colour,
        NeverByAi = Record.NeverByAi,
        AlwaysReview = Record.AlwaysReview,
        Exported = Record.Exported,
        MinConfidence = Confidence(Record.MinConfidence),
        ExternalIds = Record.ExternalIds.ToDictionary(
            pair => pair.Key,
            IReadOnlyList<string>? (pair) => Record.Adds ? [.. was.ExternalIds.Where(id => id.Scheme == pair.Key).Select(id => id.Id).Union(pair.Value, StringComparer.Ordinal)] : pair.Value,
            StringComparer.Ordinal),
    };

    private static bool Same(string kept, string said) => kept == (ConceptText.Language(said) ?? said);

    private static JsonElement Confidence(string? said)
    {
        if (said is null)
        {
            return default;
        }

        // What is no number is refused with the sentence for it.
        using var document = JsonDocument.Parse(said.Length == 0 ? "null" : int.TryParse(said, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "\"\"");
        return document.RootElement.Clone();
    }
}
