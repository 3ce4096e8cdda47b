using System.Text.Json;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Analyzers.Detect;
using Vitrine.Media.Analyzers.Faces;
using Vitrine.Media.Packs;

namespace Vitrine.Eval.Models;

/// <summary>Each analyzer against the reference outputs of <c>models/expected*.json</c>, on the product's own path: through a preview of the picture.</summary>
internal sealed class ExpectedEval(SharedData data, string stores)
{
    private const float SamePlace = 0.8f;
    private const float SameScore = 0.08f;

    private static readonly string[] References = ["expected.json", "expected-npm.json", "classify/expected.json"];

    private static readonly (string Store, string Id, string File)[] Detectors =
    [
        ("starter", "nanodet", "npm-converted/human-models/nanodet.onnx"), ("starter", "oid-ssd", "npm-converted/objectron/ssd_mobilenetv2_oidv4.onnx"),
        ("starter", "face-full-range", "npm-converted/mediapipe-face/face_detection_full_range.onnx"),
        ("better", "yolox-nano", "detect/yolox_nano.onnx"), ("better", "yunet", "face/face_detection_yunet_2023mar.onnx"),
    ];

    public async Task RunAsync()
    {
        Console.WriteLine("## analyzers against the reference outputs (share, Wilson 95 %, n)");
        Console.WriteLine($"Found: same label, overlap of the boxes ≥ {SamePlace}; and the score within {SameScore}.");
        foreach (var (side, id, file) in Detectors)
        {
            var store = new PackStore(Path.Combine(stores, side));
            var model = store.Catalog.FindModel(id)!;
            using IAnalyzer analyzer = id.StartsWith("face", StringComparison.Ordinal) || id == "yunet"
                ? new FacesAnalyzer(AnalyzerCatalog.FaceDetector(store, model, new LoadedModels(threads: 1)), model.Name)
                : new DetectAnalyzer([AnalyzerCatalog.Detector(store, model, new LoadedModels(threads: 1))], model.Name);
            await DetectionsAsync(analyzer, side, id, file);
        }

        foreach (var (id, file, skip) in new[] { ("mobilenet-v2", "classify/mobilenet_v2_1.0_224.onnx", 1), ("efficientnet-lite2", "classify/efficientnet_lite2.onnx", 0) })
        {
            var store = new PackStore(Path.Combine(stores, "better"));
            using var classifier = AnalyzerCatalog.Classifier(store, store.Catalog.FindModel(id)!, new LoadedModels(threads: 1));
            await ClassesAsync(classifier, id, file, skip);
        }
    }

    private async Task DetectionsAsync(IAnalyzer analyzer, string side, string id, string file)
    {
        var (found, scored, count) = (0, 0, 0);
        foreach (var example in Examples(file).Where(e => e.GetProperty("expect").ValueKind == JsonValueKind.Array))
        {
            var picture = await data.ReadAsync(example.GetProperty("input").GetString()!);
            var labels = analyzer.Analyze(picture, CancellationToken.None).OfType<Finding.Label>().ToList();
            foreach (var expected in example.GetProperty("expect").EnumerateArray())
            {
                var name = expected.TryGetProperty("label", out var label) ? label.GetString() : null;
                var box = BoxOf(expected.GetProperty("box"), picture);
                var best = labels.Where(l => l.Extent?.Box is not null && (name is null || l.Name.EndsWith("/" + name, StringComparison.Ordinal))).MaxBy(l => l.Extent!.Box!.Value.Overlap(box));
                var same = best is not null && best.Extent!.Box!.Value.Overlap(box) >= SamePlace;
                count++;
                found += same ? 1 : 0;
                scored += same && Math.Abs(best!.Score - expected.GetProperty("score").GetSingle()) <= SameScore ? 1 : 0;
            }
        }

        Console.WriteLine($"- {(side == "starter" ? "starter" : "better models")}, {id}: found {new Share(found, count)}; with the same score {new Share(scored, count)}");
    }

    private async Task ClassesAsync(IClassifier classifier, string id, string file, int skip)
    {
        var (first, count) = (0, 0);
        foreach (var example in Examples(file).Where(e => e.GetProperty("expect").ValueKind == JsonValueKind.Object && e.GetProperty("expect").TryGetProperty("top", out _)))
        {
            var scores = classifier.Classify(await data.ReadAsync(example.GetProperty("input").GetString()!), CancellationToken.None);
            first += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores) == example.GetProperty("expect").GetProperty("top")[0].GetProperty("index").GetInt32() - skip ? 1 : 0;
            count++;
        }

        Console.WriteLine($"- better models, {id}: same first class {new Share(first, count)}");
    }

    private IEnumerable<JsonElement> Examples(string model) => References.SelectMany(f => JsonElement.Parse(File.ReadAllBytes(Path.Combine(data.Root, "models", f))).GetProperty("examples").EnumerateArray())
        .Where(e => e.GetProperty("model").GetString() == model && e.GetProperty("input").ValueKind == JsonValueKind.String && File.Exists(Path.Combine(data.Root, e.GetProperty("input").GetString()!)));

    private static Box BoxOf(JsonElement corners, Picture picture)
    {
        var c = corners.EnumerateArray().Select(v => v.GetSingle()).ToArray();
        var (left, top, right, bottom) = (Math.Max(c[0], 0), Math.Max(c[1], 0), Math.Min(c[2], picture.Width), Math.Min(c[3], picture.Height));
        return new Box(left / picture.Width, top / picture.Height, (right - left) / picture.Width, (bottom - top) / picture.Height);
    }
}
