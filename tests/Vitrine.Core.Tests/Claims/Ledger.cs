using CsCheck;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Tests.Claims;

/// <summary>Small ledgers for tests: few values, attributes and languages, so that entries collide.</summary>
internal static class Ledger
{
    public static readonly Subject Photo = new(SubjectKind.Asset, 7);

    public static readonly ClaimSource Anna = new(SourceType.Person, "anna");
    public static readonly ClaimSource Model = new(SourceType.Fusion, "fusion", "1");

    private static readonly Gen<ClaimSource> Sources = Gen.OneOf(
        Anna, Model, new(SourceType.Fusion, "fusion", "2"), new(SourceType.Model, "resnet18", "1"),
        new(SourceType.Provider, "cloud"), new(SourceType.File, "xmp"), new(SourceType.Sidecar, "xmp"), new(SourceType.Rule, "holiday"));

    public static readonly Gen<ClaimEntry> Entry = Gen.Select(
        Gen.OneOf(ClaimAttributes.Tag, ClaimAttributes.Title),
        Gen.OneOf<string?>(null, "en", "de"),
        Gen.Int[1, 3],
        Gen.Enum<EntryKind>(),
        Gen.Select(Sources, Gen.OneOf(ClaimState.Suggested, ClaimState.Accepted), Gen.Int[0, 9].Select(n => n == 0)),
        Gen.OneOf<long?>(null, 1, 2),
        Gen.Long[1, 4],
        Gen.Bool,
        (attribute, language, value, kind, said, version, batch, withoutValue) => new ClaimEntry
        {
            Sequence = 0,
            Subject = Photo,
            Attribute = attribute,
            Language = attribute.SetValued ? null : language,
            Kind = kind,
            Value = kind is EntryKind.Clear || (kind is EntryKind.Lift && withoutValue) ? null : Value(attribute, value),
            State = said.Item2,
            Source = kind == EntryKind.Statement ? said.Item1 : Anna,
            MadeOutside = said.Item3 && said.Item1.Type is SourceType.File or SourceType.Sidecar,
            Confidence = said.Item1.Type is SourceType.Person ? 10_000 : 5_000,
            Version = kind == EntryKind.Statement && said.Item1.Type is not SourceType.Person ? version : null,
            Batch = batch,
        });

    /// <summary>Ledgers with unique sequences whose order differs from the order of the list.</summary>
    public static readonly Gen<ClaimEntry[]> Entries = Entry.Array[0, 12].SelectMany(entries =>
        Gen.Shuffle(Enumerable.Range(1, entries.Length).Select(n => (long)n).ToArray())
            .Select(order => entries.Select((e, i) => e with { Sequence = order[i] }).ToArray()));

    public static readonly LedgerView AtVersion1 = new(CurrentVersion: 1);

    public static ClaimValue Value(ClaimAttribute attribute, int number) =>
        attribute.SetValued ? new ClaimValue.Concept(number) : new ClaimValue.Text($"text {number}");

    public static ClaimEntry Say(long sequence, ClaimSource source, ClaimValue value, ClaimAttribute? attribute = null) => new()
    {
        Sequence = sequence,
        Subject = Photo,
        Attribute = attribute ?? ClaimAttributes.Tag,
        Value = value,
        Source = source,
        State = source.Type == SourceType.Person ? ClaimState.Accepted : ClaimState.Suggested,
    };

    public static ClaimEntry Decide(long sequence, EntryKind kind, ClaimValue? value, ClaimAttribute? attribute = null) => new()
    {
        Sequence = sequence,
        Subject = Photo,
        Attribute = attribute ?? ClaimAttributes.Tag,
        Kind = kind,
        Value = value,
        Source = Anna,
        Actor = 42,
        Time = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero),
    };

    public static long NextSequence(IEnumerable<ClaimEntry> entries) => entries.Select(e => e.Sequence).DefaultIfEmpty(0).Max() + 1;

    /// <summary>What people see, as comparable text.</summary>
    public static string Print(IEnumerable<ShownClaim> shown) =>
        string.Join('\n', shown.Select(c => $"{c.Attribute} [{c.Language}] {c.Value?.Canonical ?? "-"} {c.State} by {c.Winner.Sequence} from {c.Statement.Sequence}"));

    public static string PrintVisible(IEnumerable<ShownClaim> shown) =>
        string.Join('\n', shown.Where(c => c.IsVisible).Select(c => $"{c.Attribute} [{c.Language}] {c.Value!.Canonical} {c.State}"));
}
