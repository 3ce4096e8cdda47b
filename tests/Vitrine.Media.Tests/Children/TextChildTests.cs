using System.Numerics.Tensors;
using Vitrine.Media.Children;
using Vitrine.Media.Tests.Analyzers;

namespace Vitrine.Media.Tests.Children;

public sealed class TextChildTests(InstalledModels models)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Encode_ByTheRealModelInTheStrongestSandbox_MeansTheSameForTheSame()
    {
        var name = models.Model("minilm-l6-packed").Name;
        await using var child = new TextChild(ChildOptions.Texts(models.Store.Root), await ChildBench.SandboxAsync(null));
        var answer = await child.EncodeAsync(new TextRequest("sentences", ["a red dress on a hanger", "a crimson gown hanging on a rack", "how do I reset my password", ""]), ChildBench.Patience, Ending);
        Assert.Equal((name, 4), (answer.Space, answer.Vectors.Count));
        Assert.All(answer.Vectors, vector => Assert.Equal((384, 1), (vector.Length, Math.Round(TensorPrimitives.Norm(vector), 3))));
        Assert.Equal(0.633, TensorPrimitives.Dot(answer.Vectors[0], answer.Vectors[1]), 0.02);
        Assert.True(TensorPrimitives.Dot(answer.Vectors[0], answer.Vectors[2]) < 0.2);

        // Many at once wait for each other.
        var again = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => child.EncodeAsync(new TextRequest("sentences", ["a red dress on a hanger"]), ChildBench.Patience, Ending)));
        Assert.All(again, one => Assert.Equal(answer.Vectors[0], one.Vectors[0]));
    }

    [Fact]
    public async Task Encode_WithoutAModelForTheTask_SaysSoAndTheChildLivesOn()
    {
        _ = models.Model("minilm-l6-packed");
        await using var child = new TextChild(ChildOptions.Texts(models.Store.Root), await ChildBench.SandboxAsync(null));
        var failure = await Assert.ThrowsAsync<ChildFailureException>(() => child.EncodeAsync(new TextRequest("no-such", ["dog"]), ChildBench.Patience, Ending));
        Assert.Contains("No model for 'no-such' is installed.", failure.Reason, StringComparison.Ordinal);
        Assert.Single((await child.EncodeAsync(new TextRequest("sentences", ["dog"]), ChildBench.Patience, Ending)).Vectors);
    }
}
