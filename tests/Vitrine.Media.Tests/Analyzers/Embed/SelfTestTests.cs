using System.Text.Json;
using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Children;
using Vitrine.Media.Packs;
using Vitrine.Media.Tests.Children;

namespace Vitrine.Media.Tests.Analyzers.Embed;

public sealed class SelfTestTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Install_CaptionsNearTheirPictures_TheModelIsUsed()
    {
        using var pair = new TestPair();
        var tested = 0;
        var installer = Installer(pair, () => tested++);

        var done = await installer.InstallTaskAsync(pair.Task, null, Ending);

        Assert.Equal("pair@1", done.Model?.Name);
        Assert.Empty(done.Problems);
        Assert.Equal(pair.Model, pair.Store.Installed("embed"));
        Assert.Equal("of 12 captions 12 are nearest to their own pictures, 7 have to be.", pair.Store.SelfTestOf(pair.Model)!.Sentence);

        await installer.InstallModelAsync(pair.Model, null, Ending);
        Assert.Empty(await installer.TestInstalledAsync(null, Ending));
        Assert.Equal(1, tested);
    }

    [Theory]
    [InlineData("each caption has the next drawing", "of 12 captions 0 are nearest")]
    [InlineData("six are right", "of 12 captions 6 are nearest to their own pictures, 7 have to be.")]
    [InlineData("all captions have one drawing", "the same vector for every text")]
    [InlineData("no caption says anything", "the same vector for every text")]
    public async Task Install_CaptionsElsewhere_TheModelIsNotUsedAndASentenceSaysWhy(string how, string why)
    {
        using var pair = new TestPair(how switch
        {
            "each caption has the next drawing" => caption => (caption + 1) % 12,
            "six are right" => caption => caption < 6 ? caption : 6 + ((caption + 1) % 6),
            "all captions have one drawing" => _ => 3,
            _ => _ => -1,
        });

        var done = await Installer(pair).InstallTaskAsync(pair.Task, null, Ending);

        Assert.Null(done.Model);
        var problem = Assert.Single(done.Problems);
        Assert.Equal(("pair", PackException.NotTested), (problem.Step, problem.Code));
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
        Assert.Null(pair.Store.Installed("embed"));
        Assert.True(pair.Store.IsInstalled(pair.Model));
    }

    [Fact]
    public void Run_SevenRight_Passes()
    {
        using var pair = new TestPair(caption => caption < 7 ? caption : 7 + ((caption - 6) % 5));
        var record = PackTestWork.Test(pair.Store, pair.Model, Ending);
        Assert.True(record.Passed, record.Sentence);
        Assert.StartsWith("of 12 captions 7 ", record.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_VectorsThatAreNone_FailsTheParityGate()
    {
        Assert.Contains("not of length 1", SelfTest.Run("m@1", _ => [2, 0], _ => [1, 0]).Sentence, StringComparison.Ordinal);
        Assert.Contains("not finite", SelfTest.Run("m@1", _ => [float.NaN, 0], _ => [1, 0]).Sentence, StringComparison.Ordinal);
        Assert.Contains("for every picture", SelfTest.Run("m@1", _ => [1, 0], _ => [1, 0]).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_FilesThatAreNoModel_SaysSo()
    {
        using var pair = new TestPair();
        pair.Write("text.onnx", new byte[pair.Model.Files.Single(file => file.Name == "text.onnx").Bytes]);
        var done = await Installer(pair).InstallModelAsync(pair.Model, null, Ending);
        Assert.Null(done.Model);
        Assert.StartsWith("pair is not used: it cannot be run: ", Assert.Single(done.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_NoTestAtHand_TheModelWaitsForOne()
    {
        using var pair = new TestPair();
        var done = await new PackInstaller(pair.Store, clients: false).InstallModelAsync(pair.Model, null, Ending);
        Assert.Null(done.Model);
        Assert.Contains("is not used before it is tested", Assert.Single(done.Problems).Message, StringComparison.Ordinal);

        var later = Assert.Single(await Installer(pair).TestInstalledAsync(null, Ending));
        Assert.Equal(pair.Model, later.Model);
    }

    [Fact]
    public void SelfTestOf_RecordOfAnotherModelOrDamaged_IsNone()
    {
        using var pair = new TestPair();
        pair.Store.Keep(pair.Model, new SelfTestRecord("pair@0", SelfTestRecord.Current, Passed: true, ""));
        Assert.Null(pair.Store.SelfTestOf(pair.Model));
        pair.Store.Keep(pair.Model, new SelfTestRecord("pair@1", SelfTestRecord.Current + 1, Passed: true, ""));
        Assert.False(pair.Store.IsUsable(pair.Model));
        pair.Write("selftest.json", "{\"passed\":true"u8.ToArray());
        Assert.False(pair.Store.IsUsable(pair.Model));
    }

    [Fact]
    public async Task RunAsync_InAChild_TestsAModelOfTheCatalogue()
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-packtest-").FullName;
        try
        {
            var store = new PackStore(folder);
            var model = store.Catalog.FindModel("openclip-b32-laion2b")!;
            Assert.StartsWith("it cannot be run: ", (await PackTestChild.RunAsync(store, model, Ending)).Sentence, StringComparison.Ordinal);

            Directory.CreateDirectory(store.FolderOf(model));
            LayOpenClip(store, model);
            var record = await PackTestChild.RunAsync(store, model, Ending);
            Assert.True(record.Passed, record.Sentence);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Drawings_AreTwelveDifferentPictures()
    {
        Assert.Equal(12, SelfTestDrawings.All.Count);
        Assert.Equal(12, SelfTestDrawings.All.Select(drawing => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(drawing.Picture.Rgb))).Distinct().Count());
        Assert.Equal(12, SelfTestDrawings.All.Select(drawing => drawing.Caption).Distinct().Count());
    }

    private static PackInstaller Installer(TestPair pair, Action? tested = null) => new(
        pair.Store,
        clients: false,
        selfTest: (model, cancellationToken) =>
        {
            tested?.Invoke();
            return Task.FromResult(PackTestWork.Test(pair.Store, model, cancellationToken));
        });

    /// <summary>Files under OpenCLIP's names, made here: colours in a grid, and words of one token each whose rows are those of their drawings.</summary>
    private static void LayOpenClip(PackStore store, PackModel model)
    {
        const int dimension = 512;
        const int rows = 1024;
        var vision = new GraphBuilder().Input("image", GraphBuilder.Float, 1, 3, 224, 224).Output("embedding", GraphBuilder.Float, 1, dimension)
            .Constant("first", [.. Enumerable.Range(0, dimension).Select(i => (long)i)], dimension)
            .Node("AveragePool", ["image"], "grid", ("kernel_shape", [16, 16]), ("strides", [16, 16])).Node("Flatten", ["grid"], "flat", ("axis", [1]))
            .Node("Gather", ["flat", "first"], "embedding", ("axis", [1]));
        File.WriteAllBytes(store.PathOf(model, "visual.onnx"), vision.Build());

        var own = SelfTestDrawings.All.Select(drawing => drawing.Caption.ToLowerInvariant().Split(' ')
            .First(word => SelfTestDrawings.All.Count(other => other.Caption.ToLowerInvariant().Split(' ').Contains(word)) == 1)).ToArray();
        var (words, merges) = ClipWords(own);
        File.WriteAllBytes(store.PathOf(model, "vocab.json"), JsonSerializer.SerializeToUtf8Bytes(words));
        File.WriteAllText(store.PathOf(model, "merges.txt"), "#version: 0.2\n" + string.Join('\n', merges));

        var table = new float[rows * dimension];
        using var pictures = new PictureEncoder(store, model, new(threads: 1));
        for (var i = 0; i < own.Length; i++)
        {
            pictures.Encode(SelfTestDrawings.All[i].Picture, CancellationToken.None).CopyTo(table, words[own[i] + "</w>"] * dimension);
        }

        var text = new GraphBuilder().Input("text", GraphBuilder.Int32, 1, 77).Output("embedding", GraphBuilder.Float, 1, dimension)
            .Constant("rows", [rows], 1).Constant("axes", [1L], 1).Constant("table", table, rows, dimension)
            .Node("Mod", ["text", "rows"], "ids").Node("Gather", ["table", "ids"], "all").Node("ReduceSum", ["all", "axes"], "embedding", ("keepdims", [0]));
        File.WriteAllBytes(store.PathOf(model, "textual.onnx"), text.Build());
    }

    /// <summary>The bytes, those that end a word, and merges that build each word from its left.</summary>
    private static (Dictionary<string, int> Words, List<string> Merges) ClipWords(IEnumerable<string> whole)
    {
        var letters = Enumerable.Range(0, 256).Select(i => i is >= 33 and <= 126 or >= 161 and <= 172 or >= 174 ? (char)i : '\0').Where(letter => letter != '\0').Select(letter => letter.ToString()).ToList();
        letters.AddRange(Enumerable.Range(256, 256 - letters.Count).Select(i => ((char)i).ToString()));
        var words = letters.Concat(letters.Select(letter => letter + "</w>")).Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var merges = new List<string>();
        foreach (var word in whole)
        {
            var left = word[..1];
            for (var i = 1; i < word.Length; i++)
            {
                var right = i == word.Length - 1 ? word[i] + "</w>" : word[i].ToString();
                if (words.TryAdd(left + right, words.Count))
                {
                    merges.Add($"{left} {right}");
                }

                left += right;
            }
        }

        return (words, merges);
    }
}
