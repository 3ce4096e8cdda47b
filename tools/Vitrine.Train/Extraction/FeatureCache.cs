using System.Globalization;
using System.Runtime.InteropServices;

namespace Vitrine.Train.Extraction;

/// <summary>One line of the cache's index.</summary>
/// <param name="Set">Name of the picture set: the folder given on the command line.</param>
/// <param name="Path">Path below that folder, with forward slashes.</param>
/// <param name="Hash">SHA-256 of the file, hex.</param>
/// <param name="View">0 = the picture as it is classified; 1… = a random part of it.</param>
internal sealed record CacheKey(string Set, string Path, string Hash, int View);

/// <summary>
/// Features and teachers' natural log-probabilities in two files: <c>FILE</c> holds fixed records (512 float32, then 1,000 + 1,000 float16),
/// <c>FILE.tsv</c> a line for each. A run that was cut off goes on after the last whole pair.
/// </summary>
internal sealed class FeatureCache : IDisposable
{
    public const int Features = 512;
    public const int Classes = 1000;
    private const int RecordBytes = (Features * sizeof(float)) + (2 * Classes * 2);

    private readonly FileStream records;
    private readonly StreamWriter index;
    private readonly Lock gate = new();

    public FeatureCache(string file)
    {
        var keys = File.Exists(file + ".tsv") ? WholeLines(file + ".tsv") : [];
        records = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        var whole = (int)Math.Min(keys.Length, records.Length / RecordBytes);
        records.SetLength((long)whole * RecordBytes);
        records.Seek(0, SeekOrigin.End);
        File.WriteAllLines(file + ".tsv", keys.Take(whole));
        index = new StreamWriter(file + ".tsv", append: true);
        Known = [.. keys.Take(whole).Select(Parse)];
    }

    /// <summary>What the file held when it was opened.</summary>
    public IReadOnlyList<CacheKey> Known { get; }

    public static (IReadOnlyList<CacheKey> Keys, float[] Features, Half[] Teachers) ReadAll(string file)
    {
        var keys = WholeLines(file + ".tsv").Select(Parse).ToList();
        using var stream = File.OpenRead(file);
        var count = (int)Math.Min(keys.Count, stream.Length / RecordBytes);
        var features = new float[count * Features];
        var teachers = new Half[count * 2 * Classes];
        for (var i = 0; i < count; i++)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(features.AsSpan(i * Features, Features)));
            stream.ReadExactly(MemoryMarshal.AsBytes(teachers.AsSpan(i * 2 * Classes, 2 * Classes)));
        }

        return (keys.GetRange(0, count), features, teachers);
    }

    public void Add(CacheKey key, Seen seen)
    {
        var logs = new Half[2 * Classes];
        for (var c = 0; c < Classes; c++)
        {
            logs[c] = (Half)MathF.Log(MathF.Max(seen.MobileNet[c], 1e-9f));
            logs[Classes + c] = (Half)MathF.Log(MathF.Max(seen.EfficientNet[c], 1e-9f));
        }

        lock (gate)
        {
            records.Write(MemoryMarshal.AsBytes(seen.Features.AsSpan()));
            records.Write(MemoryMarshal.AsBytes(logs.AsSpan()));
            index.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key.Set}\t{key.Path}\t{key.Hash}\t{key.View}"));
        }
    }

    public void Dispose()
    {
        index.Dispose();
        records.Dispose();
    }

    /// <summary>Lines that end; the last of a run that was cut off may not.</summary>
    private static string[] WholeLines(string file) => File.ReadAllText(file).Split('\n')[..^1];

    private static CacheKey Parse(string line)
    {
        var parts = line.Split('\t');
        return new CacheKey(parts[0], parts[1], parts[2], int.Parse(parts[3], CultureInfo.InvariantCulture));
    }
}
