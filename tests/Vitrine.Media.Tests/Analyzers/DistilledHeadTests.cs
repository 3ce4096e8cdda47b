using Vitrine.Media.Analyzers.Classify;

namespace Vitrine.Media.Tests.Analyzers;

public sealed class DistilledHeadTests
{
    private const int Features = 37;
    private const int Classes = 11;

    [Fact]
    public void Apply_RandomLayer_StaysWithinHalfAStepOfDoubleArithmetic()
    {
        var layer = new Layer(new Random(7));
        var logits = new float[Classes];
        layer.Head.Apply(layer.Sample, logits);
        for (var c = 0; c < Classes; c++)
        {
            double exact = layer.Bias[c], most = 0;
            for (var f = 0; f < Features; f++)
            {
                var standard = ((double)layer.Sample[f] - layer.Mean[f]) * layer.Scale[f];
                exact += standard * layer.Weights[(c * Features) + f];
                most += Math.Abs(standard);
            }

            var step = layer.Weights.Skip(c * Features).Take(Features).Max(Math.Abs) / 127.0;
            Assert.InRange(Math.Abs(exact - logits[c]), 0, (most * step / 2) + 1e-4);
        }
    }

    [Fact]
    public void Load_SavedLayer_ComputesTheSameBits()
    {
        var layer = new Layer(new Random(8));
        using var file = new MemoryStream();
        layer.Head.Save(file);
        file.Position = 0;
        var read = DistilledHead.Load(file);
        float[] first = new float[Classes], second = new float[Classes];
        layer.Head.Apply(layer.Sample, first);
        read.Apply(layer.Sample, second);
        Assert.Equal(first, second);
        Assert.Equal(8 + 12 + (4 * ((2 * Features) + (2 * Classes))) + (Features * Classes), file.Length);
    }

    [Theory]
    [InlineData(3, "ends too early")]
    [InlineData(200, "ends too early")]
    public void Load_CutFile_IsRefused(int length, string why)
    {
        var bytes = Saved()[..length];
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => DistilledHead.Load(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ForeignNewerHugeOrLongerFile_IsRefused()
    {
        Assert.Contains("VITRHEAD", Refusal(bytes => bytes[0] = (byte)'x'), StringComparison.Ordinal);
        Assert.Contains("version 2", Refusal(bytes => bytes[8] = 2), StringComparison.Ordinal);
        Assert.Contains("cannot be", Refusal(bytes => bytes[15] = 127), StringComparison.Ordinal);
        Assert.Contains("not finite", Refusal(bytes => (bytes[22], bytes[23]) = (0xC0, 0x7F)), StringComparison.Ordinal);
        var longer = Assert.Throws<InvalidDataException>(() => DistilledHead.Load(new MemoryStream([.. Saved(), 0])));
        Assert.Contains("longer", longer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantise_LengthsThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => DistilledHead.Quantise([1, 2], [1, 1], [1, 2, 3], [0]));
        Assert.Throws<ArgumentException>(() => DistilledHead.Quantise([1, float.NaN], [1, 1], [1, 2], [0]));
    }

    [Fact]
    public void Apply_ClassWithoutWeights_GivesItsBias()
    {
        var logits = new float[2];
        DistilledHead.Quantise([0, 0], [1, 1], [0, 0, 1, -1], [5, 0]).Apply([3, 1], logits);
        Assert.Equal(5, logits[0]);
        Assert.Equal(2, logits[1], 1e-5f);
    }

    private static byte[] Saved()
    {
        using var file = new MemoryStream();
        new Layer(new Random(9)).Head.Save(file);
        return file.ToArray();
    }

    private static string Refusal(Action<byte[]> damage)
    {
        var bytes = Saved();
        damage(bytes);
        return Assert.Throws<InvalidDataException>(() => DistilledHead.Load(new MemoryStream(bytes))).Message;
    }

    private sealed class Layer
    {
        public Layer(Random random)
        {
            (Mean, Scale, Sample, Bias) = (Some(random, Features), Some(random, Features), Some(random, Features), Some(random, Classes));
            Weights = Some(random, Features * Classes);
            Head = DistilledHead.Quantise(Mean, Scale, Weights, Bias);
        }

        public float[] Mean { get; }

        public float[] Scale { get; }

        public float[] Sample { get; }

        public float[] Bias { get; }

        public float[] Weights { get; }

        public DistilledHead Head { get; }

        private static float[] Some(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }
}
