using System.Globalization;
using NetVips;
using Vitrine.Media.Kinds.Image;
using VipsImage = NetVips.Image;

namespace Vitrine.Benchmarks.Photos;

/// <summary>
/// Many different JPEG photographs made from the corpus' few: cropped, turned, lightened, enlarged to a camera's sizes, with grain and camera metadata.
/// The same number and seed give the same pictures. Made once and kept in the scratch folder.
/// </summary>
internal static class PhotoSet
{
    private const int Seed = 20261125;
    private const int PerFolder = 500;
    private const int GrainSide = 4096;

    /// <summary>Longer and shorter side, and how many of twenty pictures have it: a quarter 12 MP, the rest as phones send and the web has them.</summary>
    private static readonly (int Long, int Short, int Of20)[] Sizes = [(4032, 3024, 5), (2560, 1920, 5), (1600, 1200, 6), (800, 600, 4)];

    public const string Description = "25 % 12 MP, 25 % 5 MP, 30 % 2 MP, 20 % 0.5 MP; JPEG q88 with grain, EXIF and some turned by orientation 6";

    /// <summary>The folder of a set with that many pictures.</summary>
    public static async Task<string> MakeAsync(int count)
    {
        var folder = Path.Combine(Places.Scratch, string.Create(CultureInfo.InvariantCulture, $"photos-{count}"));
        var stamp = folder + ".complete";
        if (File.Exists(stamp) && Directory.Exists(folder))
        {
            return folder;
        }

        ImageLibrary.Load();
        var sources = Directory.EnumerateFiles(Places.Photos(), "*.jpg", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/odd/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        await Console.Error.WriteLineAsync($"making {count} photographs from {sources.Length} …");
        using var grain = VipsImage.Gaussnoise(GrainSide, GrainSide, sigma: 5, mean: 0, seed: Seed).Cast(Enums.BandFormat.Char).CopyMemory();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, _) =>
        {
            var path = Path.Combine(folder, $"{i / PerFolder:000}", $"IMG_{i:00000}.jpg");
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                Make(sources, grain, i, path + ".part");
                File.Move(path + ".part", path);
            }

            return ValueTask.CompletedTask;
        });
        await File.WriteAllTextAsync(stamp, Description);
        return folder;
    }

    private static void Make(string[] sources, VipsImage grain, int index, string path)
    {
        var random = new Random(HashCode(index));
        using var source = VipsImage.NewFromFile(sources[random.Next(sources.Length)], access: Enums.Access.Random);
        var size = SizeOf(index);
        var (width, height) = source.Width >= source.Height ? (size.Long, size.Short) : (size.Short, size.Long);
        var share = .8 + (random.NextDouble() * .2);
        var (cutWidth, cutHeight) = ((int)(source.Width * share), (int)(source.Height * share));
        using var cut = source.Crop(random.Next(source.Width - cutWidth + 1), random.Next(source.Height - cutHeight + 1), cutWidth, cutHeight);
        using var turned = random.Next(2) == 0 ? cut.FlipHor() : cut.Copy();
        using var colour = turned.Colourspace(Enums.Interpretation.Srgb);
        using var large = colour.Resize((double)width / cutWidth, vscale: (double)height / cutHeight, kernel: Enums.Kernel.Cubic);
        using var tile = grain.Crop(random.Next(GrainSide - width + 1), random.Next(GrainSide - height + 1), width, height);
        using var lit = large.Linear([.85 + (random.NextDouble() * .3)], [random.Next(-15, 16)]);
        using var grained = lit + tile;
        using var bytes = grained.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        using var told = bytes.Mutate(image => Tell(image, random, index));
        told.Jpegsave(path, q: 88);
    }

    private static (int Long, int Short) SizeOf(int index)
    {
        var at = index * 7 % 20;
        foreach (var (longer, shorter, of20) in Sizes)
        {
            if (at < of20)
            {
                return (longer, shorter);
            }

            at -= of20;
        }

        throw new InvalidOperationException("the shares of the sizes add up to twenty");
    }

    /// <summary>What a camera writes.</summary>
    private static void Tell(MutableImage image, Random random, int index)
    {
        var taken = new DateTime(2015, 1, 1, 8, 0, 0, DateTimeKind.Unspecified).AddMinutes(random.Next(10 * 365 * 24 * 60));
        var text = taken.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture);
        image.Set(GValue.GStrType, "exif-ifd0-Make", "Benchmark");
        image.Set(GValue.GStrType, "exif-ifd0-Model", $"Camera {index % 5}");
        image.Set(GValue.GStrType, "exif-ifd2-DateTimeOriginal", text);
        image.Set(GValue.GStrType, "exif-ifd2-ExposureTime", $"1/{random.Next(10, 1000)}");
        image.Set(GValue.GStrType, "exif-ifd2-FNumber", $"{random.Next(14, 160)}/10");
        image.Set(GValue.GStrType, "exif-ifd2-ISOSpeedRatings", $"{100 * random.Next(1, 32)}");
        image.Set(GValue.GIntType, "orientation", index % 6 == 0 ? 6 : 1);
    }

    private static int HashCode(int index) => unchecked((Seed * 31) + (index * 7919));
}
