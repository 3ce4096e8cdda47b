using System.Diagnostics;
using MetadataExtractor;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Media.Metadata;

namespace Vitrine.Benchmarks.Metadata;

/// <summary>Reading what files say of themselves: our reader, down to the normalised set, against MetadataExtractor alone over the same files in memory.</summary>
internal static class MetadataBenchmark
{
    private const double Goal = 1.2;
    private const int Warm = 120, Passes = 20;
    private static readonly string[] Kinds = [".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic", ".dng", ".nef", ".cr2", ".arw", ".psd"];

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var corpus = Path.GetDirectoryName(Places.Photos())!;
        var files = System.IO.Directory.EnumerateFiles(Path.Combine(corpus, "metadata"), "*", SearchOption.AllDirectories)
            .Concat(System.IO.Directory.EnumerateFiles(Path.Combine(corpus, "photos", "odd"), "*", SearchOption.AllDirectories))
            .Where(file => Kinds.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal).Select(file => (Name: file, Bytes: File.ReadAllBytes(file)))
            .Where(file => CanExtract(file.Bytes)).ToArray();
        var report = new Report("metadata-reading", "Reading metadata", arguments.CommandFor("metadata"));
        var ours = new List<double>();
        var theirs = new List<double>();
        var words = new List<double>();
        for (var pass = 0; pass < Warm + (Passes * arguments.Rounds); pass++)
        {
            // In turn, so that what else the machine does meets all alike.
            var (mine, plain, said) = (Time(files, Ours), Time(files, Extract), Time(files, ExtractInWords));
            if (pass >= Warm)
            {
                ours.Add(mine);
                theirs.Add(plain);
                words.Add(said);
            }
        }

        report.Say($"{files.Length:N0} pictures of the corpus that MetadataExtractor reads without an error, {files.Sum(file => file.Bytes.LongLength) / 1e6:0.0} MB, held in memory; {Passes * arguments.Rounds} passes over all after {Warm} to warm up, the three in turn, medians. Ours: every tag with its raw and printed value, XMP flattened, and the normalised set. MetadataExtractor 'in words': its directories, and the description of each tag, which is what ours holds too; 'alone' leaves the descriptions out.");
        report.Table(
            ["reader", "µs per file", "times MetadataExtractor in words", "times it alone"],
            new (string Name, List<double> Times)[] { ("Vitrine", ours), ("MetadataExtractor in words", words), ("MetadataExtractor alone", theirs) }.Select(row => (IReadOnlyList<object>)
            [
                row.Name, Figures.Median(row.Times) / files.Length * 1e6, Figures.Median(row.Times) / Figures.Median(words), Figures.Median(row.Times) / Figures.Median(theirs),
            ]));
        report.Goal("A file costs, of what MetadataExtractor takes for the same tags and words", Figures.Median(ours) / Figures.Median(words), "≤", Goal);
        report.Goal("A file costs, of what MetadataExtractor takes without words", Figures.Median(ours) / Figures.Median(theirs), "≤", Goal);
        await report.WriteAsync();
    }

    private static double Time((string Name, byte[] Bytes)[] files, Action<byte[]> read)
    {
        var watch = Stopwatch.StartNew();
        foreach (var (_, bytes) in files)
        {
            read(bytes);
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static void Ours(byte[] bytes)
    {
        using var file = new MemoryStream(bytes, writable: false);
        MetadataReader.Read(file);
    }

    private static void Extract(byte[] bytes)
    {
        using var file = new MemoryStream(bytes, writable: false);
        ImageMetadataReader.ReadMetadata(file);
    }

    private static void ExtractInWords(byte[] bytes)
    {
        using var file = new MemoryStream(bytes, writable: false);
        foreach (var directory in ImageMetadataReader.ReadMetadata(file))
        {
            foreach (var tag in directory.Tags)
            {
                _ = tag.Description;
            }
        }
    }

    private static bool CanExtract(byte[] bytes)
    {
        try
        {
            ExtractInWords(bytes);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }
}
