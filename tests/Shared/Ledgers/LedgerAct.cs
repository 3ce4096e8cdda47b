using CsCheck;
using Vitrine.Core.Claims;

namespace Vitrine.Tests.Shared;

internal enum LedgerActKind
{
    Person,
    Batch,
    Analyse,
    Reset,
    File,
    Merge,
    Undo,
}

/// <summary>Something that happens to the metadata of an asset: one step of a random life.</summary>
/// <param name="First">What is done, or which: by kind.</param>
internal sealed record LedgerAct(LedgerActKind Kind, int First, int Second, int Third)
{
    private static readonly Gen<LedgerAct> Any = Gen.Frequency(
        (4, Gen.Select(Gen.Int[0, 6], Gen.Int[1, 4], Gen.Int[0, 2], (what, value, language) => new LedgerAct(LedgerActKind.Person, what, value, language))),
        (2, Gen.Select(Gen.Int[0, 6], Gen.Int[1, 4], Gen.Int[0, 2], (what, value, language) => new LedgerAct(LedgerActKind.Batch, what, value, language))),
        (3, Gen.Select(Gen.Int[0, 15], Gen.Int[1, 3], Gen.Int[0, 9], (which, model, confidence) => new LedgerAct(LedgerActKind.Analyse, which, model, confidence))),
        (1, Gen.Const(new LedgerAct(LedgerActKind.Reset, 0, 0, 0))),
        (2, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 4], (what, value) => new LedgerAct(LedgerActKind.File, what, value, 0))),
        (1, Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], (from, into) => new LedgerAct(LedgerActKind.Merge, from, into, 0))),
        (2, Gen.Int[0, 20].Select(which => new LedgerAct(LedgerActKind.Undo, which, 0, 0))));

    /// <summary>Lives of up to 25 steps.</summary>
    public static readonly Gen<LedgerAct[]> Lives = Any.Array[1, 25];

    /// <summary>The batch of a step that a job does: its place in the life, from 1.</summary>
    public bool HasBatch => Kind is LedgerActKind.Batch or LedgerActKind.Reset;

    /// <summary>What machines say in this step, with the concepts of the numbers 1 to 4.</summary>
    public IReadOnlyList<ProposedClaim> Proposals(Func<int, long> concept) =>
    [
        .. Enumerable.Range(0, 4).Where(bit => (First >> bit & 1) == 1).Select(bit => new ProposedClaim(
            ClaimAttributes.Tag, null, new ClaimValue.Concept(concept(bit + 1)), Third > 6 ? ClaimState.Accepted : ClaimState.Suggested,
            new ClaimSource(SourceType.Fusion, "fusion", $"{Second}"), (Third + 1) * 1000)),
    ];

    /// <summary>What a person says in this step.</summary>
    public LedgerStep? Say(SubjectLedger ledger, Func<int, long> concept)
    {
        var tag = new ClaimValue.Concept(concept(Second));
        string? language = Third switch { 0 => null, 1 => "en", _ => "de" };
        return First switch
        {
            0 => ledger.Add(ClaimAttributes.Tag, tag),
            1 => ledger.Remove(ClaimAttributes.Tag, tag),
            2 => ledger.Decide(ClaimAttributes.Tag, null, tag, EntryKind.Accept),
            3 => ledger.Decide(ClaimAttributes.Tag, null, tag, EntryKind.Reject),
            4 => ledger.Decide(ClaimAttributes.Tag, null, tag, EntryKind.Lift),
            5 => ledger.Set(ClaimAttributes.Title, language, new ClaimValue.Text($"text {Second}")),
            _ => ledger.Set(ClaimAttributes.Title, language, null, everywhere: Second == 4),
        };
    }

    /// <summary>Does it to a ledger in memory.</summary>
    /// <param name="at">The step's place in the life, from 0.</param>
    /// <param name="batches">Of the life so far that were not undone.</param>
    /// <param name="concept">Keys of the concepts 1 to 4; null = the numbers themselves.</param>
    public void Do(LedgerBook book, int at, List<long> batches, Func<int, long>? concept = null)
    {
        concept ??= number => number;
        if (HasBatch)
        {
            batches.Add(at + 1);
        }

        switch (Kind)
        {
            case LedgerActKind.Person or LedgerActKind.Batch:
                book.Person(ledger => Say(ledger, concept), HasBatch ? at + 1 : null);
                break;
            case LedgerActKind.Analyse or LedgerActKind.Reset:
                book.Analyse(Kind == LedgerActKind.Reset ? [] : Proposals(concept), Kind == LedgerActKind.Reset, HasBatch ? at + 1 : null);
                break;
            case LedgerActKind.File:
                var attribute = First % 2 == 0 ? ClaimAttributes.Tag : ClaimAttributes.Title;
                book.File(attribute.SetValued ? new ClaimValue.Concept(concept(Second)) : new ClaimValue.Text($"text {Second}"), attribute, isOutside: First >= 2, isTakenBack: First >= 4);
                break;
            case LedgerActKind.Merge:
                book.Merge(concept(First), concept(Second));
                break;
            case LedgerActKind.Undo when Undone(batches) is { } batch:
                book.Undo(batch);
                break;
        }
    }

    /// <summary>Takes the batch that this step undoes out of those that can be; null where there is none.</summary>
    public long? Undone(List<long> batches)
    {
        if (batches.Count == 0)
        {
            return null;
        }

        var batch = batches[First % batches.Count];
        batches.Remove(batch);
        return batch;
    }
}
