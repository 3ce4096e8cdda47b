using System.Diagnostics;
using System.Security.Cryptography;
using NetVips;

namespace Vitrine.Train.Extraction;

/// <summary>Runs the networks over folders of pictures and keeps what they say, so that fitting needs no network.</summary>
internal static class Extract
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];

    /// <summary>Looks at every picture below the folders; equal bytes count once, under the folder named first.</summary>
    /// <param name="folders">Picture folders and the names that mark their sets in the cache.</param>
    /// <param name="networks">Makes one worker's networks.</param>
    /// <param name="views">1 = each picture as it is classified; more = as many less one random parts of it as well, after all whole pictures.</param>
    public static void Run(IReadOnlyList<(string Name, string Folder)> folders, Func<Networks> networks, string file, int views, int threads)
    {
        using var cache = new FeatureCache(file);
        var done = cache.Known.Select(k => (k.Hash, k.View)).ToHashSet();
        var work = Distinct(folders).SelectMany(p => Enumerable.Range(0, views).Select(v => p with { View = v }))
            .Where(k => !done.Contains((k.Hash, k.View))).OrderBy(k => k.View).ToList();
        Console.WriteLine($"{work.Count} views to look at, {done.Count} known");
        var roots = folders.ToDictionary(f => f.Name, f => f.Folder);
        var (next, failed, clock) = (-1, 0, Stopwatch.StartNew());
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            using var own = networks();
            for (var i = Interlocked.Increment(ref next); i < work.Count; i = Interlocked.Increment(ref next))
            {
                if (!TryAdd(cache, own, Path.Combine(roots[work[i].Set], work[i].Path), work[i]))
                {
                    Interlocked.Increment(ref failed);
                }

                Tell(i + 1, work.Count, clock);
            }
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        Console.WriteLine($"{work.Count - failed} views added, {failed} unreadable, {clock.Elapsed.TotalMinutes:F1} min");
    }

    private static bool TryAdd(FeatureCache cache, Networks networks, string path, CacheKey key)
    {
        try
        {
            var whole = PictureFile.Read(path);
            cache.Add(key, networks.Look(key.View == 0 ? whole : PictureFile.Part(whole, key.Hash, key.View)));
            return true;
        }
        catch (VipsException problem)
        {
            Console.WriteLine($"{key.Set}/{key.Path}: {problem.Message.Split('\n')[0]}");
            return false;
        }
    }

    private static void Tell(int now, int of, Stopwatch clock)
    {
        if (now % 500 == 0)
        {
            var rate = now / clock.Elapsed.TotalSeconds;
            Console.WriteLine($"{now} of {of}, {rate:F1} a second, {(of - now) / rate / 60:F0} min left");
        }
    }

    private static IEnumerable<CacheKey> Distinct(IReadOnlyList<(string Name, string Folder)> folders)
    {
        var seen = new HashSet<string>();
        foreach (var (name, folder) in folders)
        {
            var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal);
            foreach (var file in files)
            {
                var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
                if (seen.Add(hash))
                {
                    yield return new CacheKey(name, Path.GetRelativePath(folder, file).Replace('\\', '/'), hash, 0);
                }
            }
        }
    }
}
