namespace Vitrine.Server.Import.Watching;

/// <summary>
/// Folders in which something changed, until a scan took them. A folder is handed out when nothing was reported in it for two seconds, or thirty seconds
/// after the first report. However many reports come, what is held stays small: too many folders become "the whole root". Safe to use from several threads.
/// </summary>
public sealed class DirtyFolders
{
    public const int MostFolders = 1_000;

    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan AtMost = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<long, Reports> roots = [];

    /// <param name="folder">Below its root.</param>
    /// <param name="deep">Whether all below it is meant as well.</param>
    public void Mark(long root, string folder, bool deep, DateTimeOffset now)
    {
        lock (gate)
        {
            var reports = Of(root);
            if (reports.Whole is { } whole)
            {
                reports.Whole = whole with { Last = now };
            }
            else if (!reports.Folders.TryGetValue(folder, out var report) && reports.Folders.Count >= MostFolders)
            {
                reports.Whole = new Report(reports.Folders.Values.Min(one => one.First), now, Deep: true);
                reports.Folders.Clear();
            }
            else
            {
                reports.Folders[folder] = new Report(report.First == default ? now : report.First, now, report.Deep || deep);
            }
        }
    }

    /// <summary>Reports were lost: everything may have changed.</summary>
    public void MarkWhole(long root, DateTimeOffset now)
    {
        lock (gate)
        {
            var reports = Of(root);
            reports.Folders.Clear();
            reports.Whole = new Report(reports.Whole?.First ?? now, now, Deep: true);
        }
    }

    public void Forget(long root)
    {
        lock (gate)
        {
            roots.Remove(root);
        }
    }

    /// <summary>Hands out what is to be scanned now; null where that is nothing.</summary>
    public ScanOrder? Take(long root, DateTimeOffset now)
    {
        lock (gate)
        {
            if (!roots.TryGetValue(root, out var reports))
            {
                return null;
            }

            if (reports.Whole is { } whole)
            {
                if (!whole.IsDue(now))
                {
                    return null;
                }

                roots.Remove(root);
                return new ScanOrder([root]);
            }

            var due = reports.Folders.Where(folder => folder.Value.IsDue(now)).ToArray();
            foreach (var (folder, _) in due)
            {
                reports.Folders.Remove(folder);
            }

            return due.Length == 0 ? null : new ScanOrder([root], [.. due.Select(folder => folder.Key)], [.. due.Where(folder => folder.Value.Deep).Select(folder => folder.Key)]);
        }
    }

    private Reports Of(long root)
    {
        if (!roots.TryGetValue(root, out var reports))
        {
            roots[root] = reports = new Reports();
        }

        return reports;
    }

    private readonly record struct Report(DateTimeOffset First, DateTimeOffset Last, bool Deep)
    {
        public bool IsDue(DateTimeOffset now) => now - Last >= Quiet || now - First >= AtMost;
    }

    private sealed class Reports
    {
        public Dictionary<string, Report> Folders { get; } = new(StringComparer.Ordinal);

        public Report? Whole { get; set; }
    }
}
