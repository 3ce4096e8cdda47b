using Vitrine.Core.Assets;
using Vitrine.Server.Import.Watching;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;

namespace Vitrine.Server.Import;

/// <summary>Some folders that are being taken in or gone through again, and what was learned on the way.</summary>
/// <param name="Patient">Whether a file that may still be written is waited for, and taken in later where it is; else it is taken as it is.</param>
public sealed record ImportRun(RunningJob Job, ImportRoots Roots, bool Copy, bool Patient = false)
{
    /// <summary>Renames in a row beyond this many are not untangled.</summary>
    public const int MostContested = 5_000;

    private const int MostLater = 1_000;

    /// <summary>What goes wrong with a file that is at work, and right the next time.</summary>
    private static readonly string[] Passing = ["changed-while-reading", "replaced", "vanished"];

    private readonly Dictionary<long, bool> lasting = [];

    /// <summary>Links that a file was found to have moved from, so that two copies are not both taken for the same move.</summary>
    public HashSet<long> MovedFrom { get; } = [];

    /// <summary>Links whose file was looked at and is where it was.</summary>
    public HashSet<long> StillThere { get; } = [];

    /// <summary>Of pictures that lie in many places, the linked files that were not looked at yet; by essence.</summary>
    internal Dictionary<string, List<Twin>> Twins { get; } = new(StringComparer.Ordinal);

    public List<ContestedMove> Contested { get; } = [];

    /// <summary>Folders with files that are to be looked at again soon.</summary>
    public HashSet<(long Root, string Folder)> Later { get; } = [];

    /// <summary>Roots in which sidecars were seen.</summary>
    internal Dictionary<long, ImportRoot> SidecarRoots { get; } = [];

    /// <summary>How many assets came, changed, moved or came back.</summary>
    public long Noticed { get; set; }

    public bool IsAsKnown(WalkedEntry entry, KnownLink link) =>
        link.Bytes == entry.Bytes && link.Modified == entry.Modified
        && (link.Inode is null || entry.Inode == 0 || link.Inode == unchecked((long)entry.Inode) || !TrustsInodes(Roots.Resolve(entry.Path).Root));

    /// <summary>Whether a file's number stays the same as long as the file is there.</summary>
    public bool TrustsInodes(ImportRoot root) => TrustsInodes(root.Key, root.Path);

    /// <summary>The same.</summary>
    public bool TrustsInodes(long rootKey, string rootPath)
    {
        if (!lasting.TryGetValue(rootKey, out var lasts))
        {
            lasting[rootKey] = lasts = MountTable.Current().HasLastingInodes(rootPath);
        }

        return lasts;
    }

    public void LookAgain(LookedAt file)
    {
        if (Later.Count < MostLater)
        {
            var slash = file.Path.LastIndexOf('/');
            Later.Add((file.Root.Key, slash < 0 ? "" : file.Path[..slash]));
        }
    }

    /// <summary>What is to be said about files; a patient run says nothing of those that it looks at again.</summary>
    public IReadOnlyList<(string Path, Problem Problem)> Problems(IReadOnlyList<LookedAt> files, IReadOnlyList<ReadFile> taken)
    {
        List<(string, Problem)> problems = [.. files.Where(file => file.Entry.Problem is not null).Select(file => (file.Entry.Path, file.Entry.Problem!))];
        foreach (var file in taken.Where(file => file.Taken.Problem is not null))
        {
            if (Patient && Passing.Contains(file.Taken.Problem!.Code))
            {
                LookAgain(new LookedAt(file.Taken.File, file.Root, file.Path, null));
            }
            else
            {
                problems.Add((file.Taken.File.Path, file.Taken.Problem!));
            }
        }

        return problems;
    }
}
