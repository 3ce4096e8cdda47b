using System.Text.RegularExpressions;
using Vitrine.Contracts;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>
/// An original and what was made of it: Apple's <c>IMG_E1234</c> beside <c>IMG_1234</c>, <c>name-edited</c>, <c>name-bearbeitet</c> and <c>name~2</c> beside <c>name</c>,
/// or a file that says (XMP) from which document it was derived.
/// </summary>
internal sealed partial class EditRule : GroupRule
{
    private const double MostSecondsApart = 2;

    private static readonly string[] Endings = ["-edited", "-bearbeitet"];

    public override string Name => "edit";

    public override bool IsOn(LibrarySettings settings) => settings.GroupEdits ?? true;

    public override async Task<GroupProposal?> FindAsync(DbSession session, GroupCandidate asset, LibrarySettings settings, CancellationToken cancellationToken)
    {
        if (OriginalOf(asset.Stem) is { } original
            && (await asset.NamedAsync(session, original, '.', cancellationToken)).Where(other => other.Stem == original && Fit(asset, other)).MinBy(other => other.IsRaw) is { } source)
        {
            return Proposal([asset], source);
        }

        if (asset.DerivedFrom is { } from && (await asset.MarkedAsync(session, "document_id", from, cancellationToken)).Find(other => Fit(asset, other)) is { } document)
        {
            return Proposal([asset], document);
        }

        return await EditsOfAsync(session, asset, cancellationToken) is { Count: > 0 } edits ? Proposal(edits, asset) : null;
    }

    /// <summary>What was made of this asset, where that came first.</summary>
    private static async Task<List<GroupCandidate>> EditsOfAsync(DbSession session, GroupCandidate asset, CancellationToken cancellationToken)
    {
        List<GroupCandidate> found = [.. await asset.NamedAsync(session, asset.Stem, '~', cancellationToken)];
        foreach (var ending in Endings)
        {
            found.AddRange(await asset.NamedAsync(session, asset.Stem + ending, '.', cancellationToken));
        }

        if (Apple().Match(asset.Stem) is { Success: true } name)
        {
            found.AddRange(await asset.NamedAsync(session, $"IMG_E{name.Groups[1].Value}", '.', cancellationToken));
        }

        found.RemoveAll(other => OriginalOf(other.Stem) != asset.Stem);
        if (asset.DocumentId is { } document)
        {
            found.AddRange(await asset.MarkedAsync(session, "derived_from", document, cancellationToken));
        }

        return [.. found.Where(other => Fit(asset, other)).DistinctBy(other => other.Key).Take(GroupCandidate.Most)];
    }

    private static GroupProposal Proposal(List<GroupCandidate> edits, GroupCandidate original) =>
        new(GroupKind.Edit, [.. edits.Select(edit => (edit.Key, GroupRole.Edit)), (original.Key, GroupRole.Original)]);

    private static bool Fit(GroupCandidate one, GroupCandidate other) =>
        one.Kind == other.Kind && one.MayShareTime(other, MostSecondsApart) && one.MayShareCamera(other);

    /// <summary>The name that an edit of this name was made from; null where the name is that of no edit.</summary>
    internal static string? OriginalOf(string stem)
    {
        if (AppleEdit().Match(stem) is { Success: true } apple)
        {
            return $"IMG_{apple.Groups[1].Value}";
        }

        return Made().Match(stem) is { Success: true } made ? made.Groups[1].Value : null;
    }

    [GeneratedRegex(@"^IMG_(\d{3,6})$", RegexOptions.NonBacktracking)]
    private static partial Regex Apple();

    [GeneratedRegex(@"^IMG_E(\d{3,6})$", RegexOptions.NonBacktracking)]
    private static partial Regex AppleEdit();

    [GeneratedRegex(@"^(.+)(?:-edited|-bearbeitet|~[2-9])$", RegexOptions.NonBacktracking)]
    private static partial Regex Made();
}
