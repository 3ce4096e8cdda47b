using System.Text;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Tests.Shared;

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

    [Fact]
    public async Task Analyze_AskedWhileItWorks_GoesTogetherAndEachGetsItsOwnAnswer()
    {
        await using var held = await HeldChild.StartAsync();
        Task<ModelAnswer>[] asked = [.. Enumerable.Range(1, ModelChild.Most + 1).Select(length => held.AskAsync(new byte[length]))];

        await held.ReleaseAsync();

        var answers = await Task.WhenAll(asked);
        Assert.Equal(Enumerable.Range(1, answers.Length).Select(length => $"0,{length}"), answers.Select(answer => Describe(answer.Findings[0].Findings[6]).Values));
        Assert.Equal(Enumerable.Repeat("2", ModelChild.Most).Append("3"), answers.Select(Messages));
    }

    [Fact]
    public async Task Analyze_OnePictureOfSeveralKillsIt_OnlyThatOneIsToBlame()
    {
        await using var held = await HeldChild.StartAsync();
        var before = held.AskAsync([1]);
        var deadly = held.AskAsync(Encoding.Latin1.GetBytes(TestModel.Die));
        var after = held.AskAsync([2]);

        await held.ReleaseAsync();

        Assert.Equal("1,1", Describe((await before).Findings[0].Findings[6]).Values);
        Assert.Equal("2,1", Describe((await after).Findings[0].Findings[6]).Values);
        var failure = await Assert.ThrowsAsync<ChildFailureException>(() => deadly);
        Assert.Equal((ChildFailureException.Died, true), (failure.Code, failure.AloneInIt));
    }

    [Fact]
    public async Task Analyze_OneIsNoLongerWanted_TheOthersAreAnswered()
    {
        await using var held = await HeldChild.StartAsync();
        using var change = new CancellationTokenSource();
        var unwanted = held.AskAsync([1], change.Token);
        var wanted = held.AskAsync([2]);

        await change.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unwanted);
        await held.ReleaseAsync();

        Assert.Equal(new Finding.Value("calls", "2"), (await wanted).Findings[0].Findings[3]);
    }

    [Fact]
    public async Task Restart_WhileItWorks_AnswersAndIsReplacedForTheNext()
    {
        await using var held = await HeldChild.StartAsync();
        var next = held.AskAsync([1]);
        held.Child.Restart();

        await held.ReleaseAsync();

        Assert.Equal(new Finding.Value("calls", "1"), (await held.First).Findings[0].Findings[3]);
        Assert.Equal(new Finding.Value("calls", "1"), (await next).Findings[0].Findings[3]);
    }

    [Fact]
    public async Task Restart_WithOtherOptions_StartsTheNextWithThem()
    {
        await using var held = await HeldChild.StartAsync();
        held.Child.Restart(held.Options with { Arguments = held.Options.Folders });
        await held.ReleaseAsync();

        Assert.Equal(new Finding.Value("folders", "", 0.5f), (await held.First).Findings[0].Findings[4]);
        Assert.Equal(new Finding.Value("folders", held.Options.Folders[0], 0.5f), (await held.AskAsync([1])).Findings[0].Findings[4]);
    }

    [Fact]
    public async Task Dispose_WhileItWorks_WhoeverWaitsIsTold()
    {
        await using var held = await HeldChild.StartAsync();
        var waiting = held.AskAsync([1]);

        await held.Child.DisposeAsync();

        foreach (var asked in (Task<ModelAnswer>[])[held.First, waiting, held.AskAsync([2])])
        {
            Assert.Equal(ChildFailureException.Stopped, (await Assert.ThrowsAsync<ChildFailureException>(() => asked)).Code);
        }
    }

    private static string Messages(ModelAnswer answer) => Assert.IsType<Finding.Value>(answer.Findings[0].Findings[7]).Content;

    private static (string Space, string Values, Extent? Extent) Describe(Finding finding)
    {
        var vector = Assert.IsType<Finding.Vector>(finding);
        return (vector.Space, string.Join(',', vector.Values.ToArray().Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture))), vector.Extent);
    }

    /// <summary>A child with a first picture in hand until it is released.</summary>
    private sealed class HeldChild : IAsyncDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-");
        private readonly NamedPipe busy;
        private readonly NamedPipe go;

        private HeldChild(Sandbox sandbox)
        {
            (busy, go) = (new NamedPipe(folder.FullName), new NamedPipe(folder.FullName));
            Options = ChildOptions.Model with { Folders = [folder.FullName] };
            Child = new ModelChild(Options, sandbox);
            First = AskAsync(Encoding.Latin1.GetBytes($"{TestModel.Hold}|{busy.Path}|{go.Path}"));
        }

        public ChildOptions Options { get; }

        public ModelChild Child { get; }

        public Task<ModelAnswer> First { get; }

        public static async Task<HeldChild> StartAsync()
        {
            var held = new HeldChild(await ChildBench.SandboxAsync(null));
            Assert.Equal("busy", await held.busy.ReadLineAsync().WaitAsync(ChildBench.Patience));
            return held;
        }

        public Task<ModelAnswer> AskAsync(byte[] preview, CancellationToken? cancellationToken = null) =>
            Child.AnalyzeAsync(new ModelRequest(preview, AssetKind.Image, false, []), ChildBench.Patience, cancellationToken ?? Ending);

        public Task ReleaseAsync() => File.WriteAllTextAsync(go.Path, "go", Ending);

        public async ValueTask DisposeAsync()
        {
            await Child.DisposeAsync();
            busy.Dispose();
            go.Dispose();
            folder.Delete(recursive: true);
        }
    }
}
