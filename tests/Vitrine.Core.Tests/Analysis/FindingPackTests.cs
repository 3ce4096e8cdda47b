using CsCheck;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Analysis;

public sealed class FindingPackTests
{
    private const float BoxError = 1f / 131070 + 1e-7f;

    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.OneOf("imagenet/770", "coco/person", "", "naïve café", "日本語", "🐶 dog"), Gen.String[Gen.Char.AlphaNumeric, 0, 20]);

    private static readonly Gen<Box> Boxes = Gen.Select(Gen.Float[0, 1], Gen.Float[0, 1], Gen.Float[0, 1], Gen.Float[0, 1], (x, y, w, h) => new Box(x, y, w, h));

    private static readonly Gen<Extent?> Extents = Gen.Select(
        Gen.OneOf(Gen.Const((Box?)null), Boxes.Select(b => (Box?)b)),
        Gen.OneOf(Gen.Const((TimeRange?)null), Gen.Select(Gen.Long, Gen.Long, (a, b) => (TimeRange?)new TimeRange(a, b))),
        Gen.OneOf(Gen.Const((int?)null), Gen.Int.Select(p => (int?)p)),
        Gen.Bool,
        (box, span, page, none) => none ? null : new Extent(box, span, page));

    private static readonly Gen<Finding> Findings = Gen.OneOf<Finding>(
        Gen.Select(Words, Gen.Single, Extents, (n, s, e) => (Finding)new Finding.Label(n, s, e)),
        Gen.Select(Words, Gen.Single, Extents, Gen.OneOf(Gen.Const((string?)null), Words.Select(w => (string?)w)), (t, s, e, l) => (Finding)new Finding.Text(t, s, e, l)),
        Gen.Select(Words, Words, Gen.Single, (k, c, s) => (Finding)new Finding.Value(k, c, s)),
        Gen.Select(Words, Gen.Single.Array[0, 9], Extents, (k, v, e) => (Finding)new Finding.Vector(k, v, e)));

    private static readonly Gen<FindingSet> Sets = Gen.Select(
        Words, Gen.Int[0, int.MaxValue], Words, Findings.Array[0, 20], (a, v, m, f) => new FindingSet(a, v, m, f));

    [Fact]
    public void Decode_OfEncode_GivesTheSameFindings() =>
        Sets.Sample(set =>
        {
            var read = FindingPack.Decode(FindingPack.Encode(set));

            Assert.Equal((set.Analyzer, set.Version, set.Model), (read.Analyzer, read.Version, read.Model));
            Assert.Equal(set.Findings.Count, read.Findings.Count);
            Assert.All(set.Findings.Zip(read.Findings), pair => AssertSame(pair.First, pair.Second));
            Assert.Equal(FindingPack.Encode(read), FindingPack.Encode(FindingPack.Decode(FindingPack.Encode(read))));
        });

    [Fact]
    public void Decode_OfACutPack_IsRefused() =>
        Gen.Select(Sets, Gen.Double[0, 1]).Sample((set, part) =>
        {
            var whole = FindingPack.Encode(set);
            Assert.Throws<FindingPackFormatException>(() => FindingPack.Decode(whole.AsSpan(0, (int)(part * (whole.Length - 1)))));
        });

    [Fact]
    public void Decode_OfChangedBytes_ReadsOrRefusesButNeverFailsOtherwise() =>
        Gen.Select(Sets, Gen.Select(Gen.Int[0, 5000], Gen.Byte).Array[1, 4]).Sample(
            (set, changes) =>
            {
                var bytes = FindingPack.Encode(set);
                foreach (var (at, to) in changes)
                {
                    bytes[3 + (at % (bytes.Length - 3))] = to;
                }

                try
                {
                    FindingPack.Decode(bytes);
                }
                catch (FindingPackFormatException)
                {
                }
            },
            iter: Deep.Times(6_000));

    [Theory]
    [InlineData("")]
    [InlineData("46")]
    [InlineData("504B0304")]
    [InlineData("465002")] // a later format
    [InlineData("465001FFFFFFFF0F")] // 4 billion strings
    [InlineData("465001FFFFFFFFFFFFFFFFFF7F")] // a number of 70 bits
    [InlineData("4650010102C328000000")] // no UTF-8
    [InlineData("465001010100000005")] // five findings that are not there
    [InlineData("46500101010000000004000000000000")] // bytes after the end
    public void Decode_OfHostileBytes_SaysSo(string hex)
    {
        var refused = Assert.Throws<FindingPackFormatException>(() => FindingPack.Decode(Convert.FromHexString(hex)));
        Assert.Contains("finding pack", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfAHugeClaimedVector_TakesNoMemory()
    {
        var bytes = FindingPack.Encode(new FindingSet("a", 1, "m", [new Finding.Vector("clip", new float[] { 1, 2 })]));
        byte[] hostile = [.. bytes[..^10], 0xFF, 0xFF, 0xFF, 0x1F, .. bytes[^9..]]; // 67 million numbers instead of 2

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FindingPackFormatException>(() => FindingPack.Decode(hostile));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Encode_FiftyLabelsAndTenBoxes_StaysSmall()
    {
        var labels = Enumerable.Range(0, 50).Select(i => (Finding)new Finding.Label($"imagenet/{i * 20}", 1f / (i + 2)));
        var boxes = Enumerable.Range(0, 10).Select(i => (Finding)new Finding.Label(
            i % 2 == 0 ? "coco/person" : "coco/dog", 0.5f, new Extent(new Box(i / 10f, 0.1f, 0.2f, 0.3f))));

        Assert.InRange(FindingPack.Encode(new FindingSet("classify", 1, "resnet18-distilled@1", [.. labels])).Length, 1, 1_100);
        Assert.InRange(FindingPack.Encode(new FindingSet("detect", 1, "nanodet@1", [.. boxes])).Length, 1, 210);
    }

    [Fact]
    public void Encode_BoxOutsideTheFrame_IsClamped()
    {
        var set = new FindingSet("d", 1, "m", [new Finding.Label("x", 1, new Extent(new Box(-0.5f, float.NaN, 2, 1)))]);

        Assert.Equal(new Box(0, 0, 1, 1), ((Finding.Label)FindingPack.Decode(FindingPack.Encode(set)).Findings[0]).Extent!.Box);
    }

    private static void AssertSame(Finding expected, Finding actual)
    {
        switch (expected, actual)
        {
            case (Finding.Label a, Finding.Label b):
                Assert.Equal((a.Name, a.Score), (b.Name, b.Score));
                AssertSame(a.Extent, b.Extent);
                break;
            case (Finding.Text a, Finding.Text b):
                Assert.Equal((a.Content, a.Score, a.Language), (b.Content, b.Score, b.Language));
                AssertSame(a.Extent, b.Extent);
                break;
            case (Finding.Vector a, Finding.Vector b):
                Assert.Equal(a.Space, b.Space);
                Assert.Equal(a.Values.ToArray(), b.Values.ToArray());
                AssertSame(a.Extent, b.Extent);
                break;
            default:
                Assert.Equal(expected, actual);
                break;
        }
    }

    private static void AssertSame(Extent? expected, Extent? actual)
    {
        Assert.Equal((expected is null, expected?.Box is null, expected?.Span, expected?.Page), (actual is null, actual?.Box is null, actual?.Span, actual?.Page));
        if (expected?.Box is { } a && actual?.Box is { } b)
        {
            Assert.All([a.X - b.X, a.Y - b.Y, a.Width - b.Width, a.Height - b.Height], d => Assert.InRange(Math.Abs(d), 0, BoxError));
        }
    }
}
