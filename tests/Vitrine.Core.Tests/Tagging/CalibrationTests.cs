using System.Text;
using System.Text.Json;
using CsCheck;
using Vitrine.Core.Tagging;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Tagging;

public sealed class CalibrationTests
{
    [Fact]
    public void Fuse_AgainstTheGoldenCases_Agrees()
    {
        foreach (var item in Golden().GetProperty("log_odds_fusion").GetProperty("cases").EnumerateArray())
        {
            var weights = item.GetProperty("weights") is { ValueKind: JsonValueKind.Array } w ? Numbers(w) : null;

            var fused = LogOddsFusion.Fuse(Numbers(item.GetProperty("p")), item.GetProperty("prior").GetDouble(), weights);

            Assert.Equal(item.GetProperty("result").GetDouble(), fused, 6);
        }
    }

    [Fact]
    public void Points_AgainstTheGoldenIsotonicFit_Agree()
    {
        var golden = Golden().GetProperty("isotonic");
        var curve = new CalibrationCurve("x", Points: [.. Numbers(golden.GetProperty("x")).Zip(Numbers(golden.GetProperty("y")), (x, y) => new[] { x, y })]);

        Assert.All(
            Numbers(golden.GetProperty("at")).Zip(Numbers(golden.GetProperty("value"))), pair => Assert.Equal(pair.Second, curve.At(pair.First), 6));
    }

    [Fact]
    public void Platt_AgainstTheGoldenFit_Agrees()
    {
        // The golden parameters are p = 1/(1 + exp(a s + b)) of a score s; a raw probability is sigmoid(s).
        var golden = Golden().GetProperty("platt_smoothed");
        double a = golden.GetProperty("a").GetDouble(), b = golden.GetProperty("b").GetDouble();
        var curve = new CalibrationCurve("x", Platt: [-a, -b]);

        Assert.All([-3.0, -0.5, 0, 0.7, 2.5], s => Assert.Equal(1 / (1 + Math.Exp((a * s) + b)), curve.At(1 / (1 + Math.Exp(-s))), 6));
    }

    [Fact]
    public void FuseTempered_NeverFallsBelowTheStrongest_AndGrowsWithAgreement() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 5], Gen.Double[0.001, 0.5], Gen.Double[0, 1]).Sample((probabilities, prior, agreement) =>
        {
            var fused = LogOddsFusion.FuseTempered(probabilities, prior, agreement);
            return fused >= probabilities.Max() - 2e-6 && fused <= 1
                && LogOddsFusion.FuseTempered(probabilities, prior, Math.Min(1, agreement + 0.1)) >= fused - 1e-9;
        });

    [Fact]
    public void FuseTempered_OfOneVoice_IsThatVoice()
    {
        Assert.Equal(0.4, LogOddsFusion.FuseTempered([0.4], 0.02, 0.5), 12);
        Assert.Equal(0.4, LogOddsFusion.FuseTempered([0.4, 0.001], 0.02, 0.5), 12);
        Assert.Equal(0, LogOddsFusion.FuseTempered([], 0.02, 0.5));
    }

    [Theory]
    [InlineData("imagenet", EvidenceLevel.Narrow)]
    [InlineData("imagenet", EvidenceLevel.Broad)]
    [InlineData("coco", EvidenceLevel.Narrow)]
    [InlineData("something-new", EvidenceLevel.Narrow)]
    public void Default_Curves_NeverFallAndStayBetween0And1(string set, EvidenceLevel level)
    {
        var values = Enumerable.Range(-10, 121).Select(i => Calibration.Default.Probability(Score(set, level, i / 100.0))).ToList();

        Assert.All(values, v => Assert.InRange(v, 0, 1));
        Assert.Equal(values.Order(), values);
        Assert.Equal(0, Calibration.Default.Probability(Score(set, level, double.NaN)));
    }

    [Fact]
    public void Default_AcceptsByItself_OnlyWhatWasMeasured()
    {
        Assert.Null(Calibration.Default.AcceptAt("dog"));
        Assert.InRange(Calibration.Default.AcceptAt("grand-piano")!.Value, 90, 100);
    }

    [Fact]
    public void Probability_TheMostSpecificCurveCounts()
    {
        var calibration = Parse("""
            [{"set":"*","points":[[0,0.1]]}, {"set":"a","points":[[0,0.2]]}, {"set":"a","level":"broad","points":[[0,0.3]]},
             {"set":"a","analyzer":"classify","points":[[0,0.4]]}, {"set":"a","analyzer":"classify","model":"m@1","points":[[0,0.5]]}]
            """);

        Assert.Equal(0.1, calibration.Probability(Score("b", EvidenceLevel.Narrow, 1)));
        Assert.Equal(0.2, calibration.Probability(Score("a", EvidenceLevel.Narrow, 1, analyzer: "detect")));
        Assert.Equal(0.3, calibration.Probability(Score("a", EvidenceLevel.Broad, 1, analyzer: "detect")));
        Assert.Equal(0.4, calibration.Probability(Score("a", EvidenceLevel.Broad, 1)));
        Assert.Equal(0.5, calibration.Probability(Score("a", EvidenceLevel.Broad, 1, model: "m@1")));
    }

    [Theory]
    [InlineData("""[{"set":"a"}]""")]
    [InlineData("""[{"set":"a","points":[]}]""")]
    [InlineData("""[{"set":"a","points":[[0,0.5],[1,0.4]]}]""")]
    [InlineData("""[{"set":"a","points":[[1,0.1],[0,0.4]]}]""")]
    [InlineData("""[{"set":"a","points":[[0,1.5]]}]""")]
    [InlineData("""[{"set":"a","points":[[0]]}]""")]
    [InlineData("""[{"set":"a","platt":[-1,0]}]""")]
    [InlineData("""[{"set":"a","platt":[1,0],"points":[[0,0]]}]""")]
    [InlineData("""[{"set":"a","points":[[0,0]]},{"set":"a","points":[[0,0]]}]""")]
    [InlineData("""[{"set":"a","pionts":[[0,0]]}]""")]
    [InlineData("""[null]""")]
    [InlineData("""[{"set":null,"points":[[0,0]]}]""")]
    [InlineData("""[{"set":"a","points":[null]}]""")]
    [InlineData("""7""")]
    public void Parse_OfCurvesThatAreNone_SaysSo(string curves) =>
        Assert.StartsWith("calibration", Assert.Throws<FormatException>(() => Parse(curves)).Message, StringComparison.Ordinal);

    private static Calibration Parse(string curves) =>
        Calibration.Parse(Encoding.UTF8.GetBytes($$"""{"format":1,"fittedOn":"test","prior":0.02,"agreement":0.5,"curves":{{curves}}}"""));

    private static ConceptScore Score(string set, EvidenceLevel level, double raw, string analyzer = "classify", string model = "other@1") =>
        new(1, analyzer, model, set, level, Direct: true, raw, []);

    private static JsonElement Golden() =>
        JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "calibration", "calibration.json"))).RootElement;

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];
}
