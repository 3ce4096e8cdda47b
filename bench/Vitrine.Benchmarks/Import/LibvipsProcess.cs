using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using NetVips;
using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Tools;
using Vitrine.Server.Storage.Blobs;
using VipsImage = NetVips.Image;

namespace Vitrine.Benchmarks.Import;

/// <summary>What the opponent took for a whole set.</summary>
/// <param name="Cpu">Processor seconds.</param>
internal sealed record BareCost(double Seconds, double Cpu);

/// <summary>
/// What an import is held against: one process that reads each file once, hashes it with SHA-256, decodes it once with libvips'
/// own <c>thumbnail</c> (1600 px, JPEG q82; 400 px from that one) and writes both pictures; no database, no sandbox, no metadata.
/// Two threads, one picture each. With <c>--copy</c> it also copies the originals and flushes them in groups, as the blob store does.
/// </summary>
internal static class LibvipsProcess
{
    /// <summary>The argument that makes this program the opponent.</summary>
    public const string Verb = "opponent-import";

    private const int FilesTogether = 64;

    /// <summary>Runs it in a process of its own over a folder.</summary>
    /// <returns>Seconds of its loop and of processor time in it, without the start of the process.</returns>
    public static async Task<BareCost> MeasureAsync(string photos, bool copy)
    {
        var output = Places.NewFolder("opponent");
        string[] arguments = [Verb, photos, output, .. copy ? (string[])["--copy"] : []];
        var result = await ToolProcess.RunAsync(
            new ToolCommand(Environment.ProcessPath!, arguments) { Environment = Running.PassedEnvironment.With(), Limit = TimeSpan.FromHours(2) }, CancellationToken.None);
        Directory.Delete(output, recursive: true);
        if (!result.Succeeded)
        {
            throw new BenchmarkException(result.Describe("the opponent"));
        }

        var said = System.Text.Encoding.UTF8.GetString(result.Output).Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new BareCost(said[0], said[1]);
    }

    /// <summary>The opponent itself: prints the seconds and processor seconds it took.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (photos, output, copy) = (arguments[0], arguments[1], arguments.Contains("--copy"));
        ImageLibrary.Load();
        var blobs = new FolderBlobStore(Path.Combine(output, "blobs"));
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        foreach (var together in Directory.EnumerateFiles(photos, "*", SearchOption.AllDirectories).Chunk(FilesTogether))
        {
            var spooled = new SpooledBlob[together.Length];
            await Parallel.ForAsync(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, _) =>
            {
                spooled[i] = One(together[i], output, copy);
                return ValueTask.CompletedTask;
            });
            if (copy)
            {
                await blobs.PutAsync(spooled);
            }
        }

        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds} {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds}"));
        return 0;
    }

    private static SpooledBlob One(string path, string output, bool copy)
    {
        var bytes = File.ReadAllBytes(path);
        var sha256 = SHA256.HashData(bytes);
        var name = Convert.ToHexStringLower(sha256);
        var spooled = Path.Combine(output, name + ".part");
        if (copy)
        {
            File.WriteAllBytes(spooled, bytes);
        }

        using var preview = VipsImage.ThumbnailBuffer(bytes, 1600, height: 1600, size: Enums.Size.Down).CopyMemory();
        using var thumbnail = preview.ThumbnailImage(400, height: 400, size: Enums.Size.Down);
        File.WriteAllBytes(Path.Combine(output, name + ".preview"), preview.JpegsaveBuffer(q: 82, keep: Enums.ForeignKeep.None));
        File.WriteAllBytes(Path.Combine(output, name + ".thumbnail"), thumbnail.JpegsaveBuffer(q: 82, keep: Enums.ForeignKeep.None));
        return new SpooledBlob(sha256, spooled);
    }
}
