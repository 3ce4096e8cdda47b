using Vitrine.Core.Assets;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Fuzzed and malformed files, decoded in a process that may die of them without taking the test run along.</summary>
public sealed class FuzzedFilesTests
{
    // ffprobe is a process of its own each time; a sample of its files is enough here.
    private static readonly int FilmsSampled = Deep.IsOn ? 1 : 6;

    [Fact]
    public async Task Read_EveryFuzzedFile_LeavesTheProcessAliveAndGivesAReason() => await OwnProcess.Run("fuzzed");

    internal static async Task ReadAll()
    {
        var files = Directory.EnumerateFiles(Corpus.Path("hostile", "fuzzed")).Concat(Directory.EnumerateFiles(Corpus.Path("hostile", "pillow"))).Order(StringComparer.Ordinal).ToList();
        Assert.InRange(files.Count, 250, 300);
        for (var i = 0; i < files.Count; i++)
        {
            if (Corpus.Sniff(files[i]).Kind is AssetKind.Video or AssetKind.Audio && i % FilmsSampled != 0)
            {
                continue;
            }

            var reading = await Corpus.Read(files[i]);
            Assert.Equal(new FileInfo(files[i]).Length, reading.Facts.Bytes);
            if (reading.Sniffed.Kind == AssetKind.Image)
            {
                Assert.True(reading.Failure is not null || reading.Renditions.Count == 2, Path.GetFileName(files[i]));
            }
        }
    }
}
