using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;

namespace Vitrine.Media.Tests.Children;

public sealed class ModelChildTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Analyze_EveryCaseOfFinding_ComesBackAsItWas()
    {
        var packs = Directory.CreateTempSubdirectory("vitrine-packs-");
        try
        {
            var options = ChildOptions.Model with { Folders = [packs.FullName], Arguments = [packs.FullName, "/no/such/folder"] };
            await using var child = new ModelChild(options, await ChildBench.SandboxAsync(null));
            var request = new ModelRequest([9, 8, 7], AssetKind.Video, true, ["faces"]);

            var first = await child.AnalyzeAsync(request, ChildBench.Patience, Ending);
            var second = await child.AnalyzeAsync(request, ChildBench.Patience, Ending);

            var everywhere = new Extent(new Box(0.1f, 0.2f, 0.3f, 0.4f), new TimeRange(5, 6), 7);
            var set = Assert.Single(first.Findings);
            Assert.Equal(("test", 3, "model@3"), (set.Analyzer, set.Version, set.Model));
            Assert.Equal(
                [
                    new Finding.Label("dog", 12.5f, everywhere),
                    new Finding.Text("Straße", 0.5f, new Extent(Page: 2), "de"),
                    new Finding.Text("?", 0.25f),
                    new Finding.Value("calls", "1"),
                    new Finding.Value("folders", packs.FullName, 0.5f),
                ],
                set.Findings.Take(5));
            Assert.Equal(("first", "1,-2,NaN", null), Describe(set.Findings[5]));
            Assert.Equal(("second", "9,3", everywhere), Describe(set.Findings[6]));
            Assert.Equal(new Problem("faces", "no-model", "Video True"), first.Failed["faces"]);
            Assert.Equal(1.5, first.Milliseconds["test"]);

            // The same child keeps its models.
            Assert.Equal(new Finding.Value("calls", "2"), second.Findings[0].Findings[3]);
        }
        finally
        {
            packs.Delete(recursive: true);
        }
    }

    private static (string Space, string Values, Extent? Extent) Describe(Finding finding)
    {
        var vector = Assert.IsType<Finding.Vector>(finding);
        return (vector.Space, string.Join(',', vector.Values.ToArray().Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture))), vector.Extent);
    }
}
