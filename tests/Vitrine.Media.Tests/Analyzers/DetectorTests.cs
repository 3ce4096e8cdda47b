using System.Text.Json;
using Vitrine.Core.Analysis;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Detect;
using Vitrine.Media.Analyzers.Faces;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Tests.Analyzers;

/// <summary>Detectors on the reference photos: what was found there is found here, at the same place with about the same score.</summary>
public sealed class DetectorTests(InstalledModels models)
{
    [Theory]
    [InlineData("yolox-nano", "detect/yolox_nano.onnx", "coco/", .3, .04, 8)]
    [InlineData("nanodet", "npm-converted/human-models/nanodet.onnx", "coco/", .35, .04, 8)]
    [InlineData("oid-ssd", "npm-converted/objectron/ssd_mobilenetv2_oidv4.onnx", "oid/", .55, .08, 12)]
    public void Analyze_ReferencePhotos_FindsTheReferenceObjects(string id, string file, string labels, double from, double score, double pixels)
    {
        using var analyzer = new DetectAnalyzer([AnalyzerCatalog.Detector(models.Store, models.Model(id), new LoadedModels(threads: 2))], id);
        Check(analyzer, file, from, score, pixels, expected => labels + expected.GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("yunet", "face/face_detection_yunet_2023mar.onnx", .8, .02, 2)]
    [InlineData("face-ssd", "npm-converted/face-api/ssd_mobilenetv1.onnx", .5, .05, 6)]
    [InlineData("face-full-range", "npm-converted/mediapipe-face/face_detection_full_range.onnx", .5, .08, 8)]
    public void Analyze_ReferencePhotos_FindsTheReferenceFaces(string id, string file, double from, double score, double pixels)
    {
        using var analyzer = new FacesAnalyzer(AnalyzerCatalog.FaceDetector(models.Store, models.Model(id), new LoadedModels(threads: 2)), id);
        Check(analyzer, file, from, score, pixels, _ => FacesAnalyzer.Label);
    }

    [Fact]
    public void Analyze_PhotosWithAndWithoutPeople_CountsFaces()
    {
        using var analyzer = new FacesAnalyzer(AnalyzerCatalog.FaceDetector(models.Store, models.Model("yunet"), new LoadedModels(threads: 2)), "yunet@1");
        var counts = ExpectedValues.Of("examples", "face/face_detection_yunet_2023mar.onnx").Single(example => example.GetProperty("input").GetString() == "several");
        foreach (var photo in counts.GetProperty("expect").EnumerateObject())
        {
            var faces = Above(analyzer.Analyze(InstalledModels.Photo(photo.Name), TestContext.Current.CancellationToken), FacesAnalyzer.CountedFrom("yunet@1"));
            Assert.InRange(faces.Count - photo.Value.GetInt32(), photo.Value.GetInt32() > 2 ? -1 : 0, photo.Value.GetInt32() > 2 ? 1 : 0);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 900)]
    [InlineData(1600, 2)]
    public void Analyze_OddShapes_GiveBoxesInsideThePicture(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(3).NextBytes(pixels);
        var picture = new Picture(width, height, pixels);
        foreach (var analyzer in AnalyzerCatalog.Create(models.Store, null, new LoadedModels(threads: 2)))
        {
            using (analyzer)
            {
                foreach (var label in analyzer.Analyze(picture, TestContext.Current.CancellationToken).OfType<Finding.Label>())
                {
                    Assert.InRange(label.Score, 0, 1);
                    if (label.Extent?.Box is { } box)
                    {
                        Assert.True(box is { X: >= 0, Y: >= 0, Width: > 0, Height: > 0 } && box.X + box.Width <= 1.00001f && box.Y + box.Height <= 1.00001f, $"{box}");
                    }
                }
            }
        }
    }

    private static void Check(IAnalyzer analyzer, string file, double from, double score, double pixels, Func<JsonElement, string> name)
    {
        var examples = ExpectedValues.Of("examples", file)
            .Where(example => example.GetProperty("expect") is { ValueKind: JsonValueKind.Array } expect && expect[0].TryGetProperty("box", out _)).ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var picture = InstalledModels.Photo(example.GetProperty("input").GetString()!);
            var found = Above(analyzer.Analyze(picture, TestContext.Current.CancellationToken), from - score);
            var expected = example.GetProperty("expect").EnumerateArray().Where(one => one.GetProperty("score").GetDouble() >= from).ToList();
            foreach (var one in expected)
            {
                // Boxes of the reference may leave the picture, ours are clipped to it.
                double[] limits = [picture.Width, picture.Height, picture.Width, picture.Height];
                double[] box = [.. one.GetProperty("box").EnumerateArray().Select((v, i) => Math.Clamp(v.GetDouble(), 0, limits[i]))];
                Assert.Contains(found, label => label.Name == name(one)
                    && Math.Abs(label.Score - one.GetProperty("score").GetDouble()) <= score
                    && InstalledModels.Pixels(label, picture).Zip(box).All(pair => Math.Abs(pair.First - pair.Second) <= pixels));
            }

            // And nothing else that is as sure as the reference's least sure one.
            Assert.Equal(expected.Count, found.Count(label => label.Score >= from + score || expected.Any(one => name(one) == label.Name)));
        }
    }

    private static List<Finding.Label> Above(IReadOnlyList<Finding> findings, double score) => [.. findings.Cast<Finding.Label>().Where(label => label.Score >= score)];
}
