using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Fields;

namespace Vitrine.Server.Claims;

/// <summary>One value of a single-valued attribute that is to be shown; null clears it, in all languages where <paramref name="Everywhere"/>.</summary>
public readonly record struct SingleEdit(ClaimAttribute Attribute, string? Language, ClaimValue? Value, bool Everywhere = false);

/// <summary>A member of a set that is to join it or to leave it.</summary>
public readonly record struct MemberEdit(ClaimAttribute Attribute, ClaimValue Value);

/// <summary>A member of a set by its word; <paramref name="Value"/> where it is known what that is.</summary>
public readonly record struct WordEdit(ClaimAttribute Attribute, string Word, ClaimValue? Value = null);

/// <summary>What somebody wants changed of an asset: read and checked, members of sets still by their words.</summary>
public sealed record AssetWish
{
    public IReadOnlyList<SingleEdit> Set { get; init; } = [];

    public IReadOnlyList<WordEdit> Remove { get; init; } = [];

    public IReadOnlyList<WordEdit> Add { get; init; } = [];

    /// <summary>Values of fields: whether an asset may have them is looked at asset by asset.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    public bool IsEmpty => Set.Count == 0 && Remove.Count == 0 && Add.Count == 0 && Fields.Count == 0;
}

/// <summary>
/// A change of what is said about an asset: read, checked and ready for any number of assets. Whoever edits, one asset by hand, many by a job, a table
/// or an upload, makes one of these.
/// </summary>
public sealed record AssetEdit
{
    public IReadOnlyList<SingleEdit> Set { get; init; } = [];

    public IReadOnlyList<MemberEdit> Remove { get; init; } = [];

    public IReadOnlyList<MemberEdit> Add { get; init; } = [];

    /// <summary>Values of fields, and who looks whether an asset may have them.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    public FieldGuard? Guard { get; init; }

    public bool IsEmpty => Set.Count == 0 && Remove.Count == 0 && Add.Count == 0 && Fields.Count == 0;

    /// <summary>The same for one asset, with values of fields as those of any other attribute. Whether it may have them was looked at.</summary>
    internal AssetEdit For(SubjectLedger ledger)
    {
        if (Fields.Count == 0)
        {
            return this;
        }

        var singles = Fields.Where(change => !change.Field.Type.IsSet).Select(change => new SingleEdit(change.Field.Attribute, null, change.Values.Count > 0 ? change.Values[0] : null, Everywhere: true));
        var sets = Fields.Where(change => change.Field.Type.IsSet).ToArray();
        var gone = sets.SelectMany(change => ledger.Shown(change.Field.Attribute)
            .Where(claim => claim is { IsVisible: true, Value: not null } && change.Values.All(value => value.Canonical != claim.Value.Canonical))
            .Select(claim => new MemberEdit(change.Field.Attribute, claim.Value!)));
        return new AssetEdit
        {
            Set = [.. Set, .. singles],
            Remove = [.. Remove, .. gone],
            Add = [.. Add, .. sets.SelectMany(change => change.Values.Select(value => new MemberEdit(change.Field.Attribute, value)))],
        };
    }

    /// <summary>A person says all of it about one asset. Returns whether what is shown changed.</summary>
    /// <exception cref="Hosting.ValuesRefusedException">This asset cannot have one of the fields' values; nothing was written.</exception>
    public async Task<bool> ApplyAsync(LedgerTurn turn, CancellationToken cancellationToken = default)
    {
        var changed = Fields.Count > 0 && await Guard!.SetAsync(turn.Session, turn, Fields, cancellationToken);
        foreach (var (attribute, language, value, everywhere) in Set)
        {
            changed |= await turn.SetAsync(attribute, language, value, everywhere, cancellationToken);
        }

        foreach (var (attribute, value) in Remove)
        {
            changed |= await turn.RemoveAsync(attribute, value, cancellationToken);
        }

        foreach (var (attribute, value) in Add)
        {
            changed |= await turn.AddAsync(attribute, value, cancellationToken);
        }

        await turn.EndAsync(cancellationToken);
        return changed;
    }
}
