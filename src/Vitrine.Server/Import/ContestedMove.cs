using Vitrine.Server.Ingest;

namespace Vitrine.Server.Import;

/// <summary>
/// A file that holds what is linked elsewhere, while something else lies there or here. It may be one of files that exchanged their names (a↔b, or
/// 1→2→3), or a picture laid over another one, or what an editor does when it keeps the old file under another name.
/// </summary>
/// <param name="Owner">What is known at the file's path.</param>
/// <param name="IsOccupied">Whether another file lies at the old path.</param>
public sealed record ContestedMove(ReadFile File, Twin From, KnownLink? Owner, bool IsOccupied)
{
    /// <summary>
    /// Those that exchanged names: each linked file among them has a new place, and each place a new file. For all others the path decides: a picture laid
    /// over another one is its new version, and an old one kept under a new name is a new asset.
    /// </summary>
    /// <param name="elsewhere">Links that were found at a place which nothing else lays claim to.</param>
    public static IReadOnlyList<ContestedMove> Exchanged(IEnumerable<ContestedMove> moves, IReadOnlySet<long> elsewhere)
    {
        var left = moves.ToList();

        // What lies at the old place came from elsewhere, whatever becomes of it: a new picture at the head of a row does not hold back the rest of it.
        var filled = left.Select(move => (move.File.Root.Key, move.File.Path)).ToHashSet();
        while (true)
        {
            var moved = left.Select(move => move.From.Link).ToHashSet();
            var removed = left.RemoveAll(move =>
                (move.Owner is { VersionKey: not null } owner && !moved.Contains(owner.Key) && !elsewhere.Contains(owner.Key)) || (move.IsOccupied && !filled.Contains((move.From.RootKey, move.From.Path))));
            if (removed == 0)
            {
                return left;
            }
        }
    }
}
