using Microsoft.ML.OnnxRuntime;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Analyzers.Detect;
using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Analyzers.Faces;
using Vitrine.Media.Analyzers.Fingerprints;
using Vitrine.Media.Analyzers.Looks;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Analyzers;

/// <summary>Which analyzers there are, and those that can run with what is installed.</summary>
public static class AnalyzerCatalog
{
    /// <summary>Every analyzer, whether its model is installed or not.</summary>
    public static IReadOnlyList<AnalyzerInfo> All { get; } = [ClassifyAnalyzer.About, DetectAnalyzer.About, FacesAnalyzer.About, EmbedAnalyzer.About, LooksAnalyzer.About, FingerprintAnalyzer.About];

    /// <summary>Analyzers that would run if a pack of their task were installed, and what that would add: a sentence.</summary>
    public static IReadOnlyList<(AnalyzerInfo Analyzer, string Adds)> Missing(PackStore store) =>
    [
        .. All.Where(analyzer => analyzer.Task is not null && Models(store, analyzer).Count == 0)
            .Select(analyzer => (analyzer, store.Catalog.FindTask(analyzer.Task!)?.Adds ?? string.Empty)),
    ];

    /// <summary>Analyzers that can run with what is installed, each with the model that <see cref="Create"/> would load for it.</summary>
    public static IReadOnlyList<AnalyzerInfo> Runnable(PackStore store) =>
    [
        .. All.Select(analyzer => analyzer.Task is not null ? analyzer with { Model = NameOf(Models(store, analyzer)) } : analyzer)
            .Where(analyzer => analyzer.Model.Length > 0),
    ];

    /// <summary>The installed models that an analyzer runs; none where it needs none.</summary>
    public static IReadOnlyList<PackModel> Models(PackStore store, AnalyzerInfo analyzer) =>
        analyzer.Task is { } task ? [.. Tasks(task).Select(store.Installed).OfType<PackModel>()] : [];

    /// <summary>Loads the preferred installed model of each analyzer. One whose model does not load is left out and named in <paramref name="problems"/>.</summary>
    /// <param name="models">Opens the models; called again with the same, what is loaded already is shared. Null = none to share.</param>
    public static IReadOnlyList<IAnalyzer> Create(PackStore store, ICollection<Problem>? problems = null, LoadedModels? models = null)
    {
        models ??= new LoadedModels();
        var analyzers = new List<IAnalyzer>();
        Add(ClassifyAnalyzer.About, () => store.Installed("classify") is { } model ? new ClassifyAnalyzer(Classifier(store, model, models), model.Name) : null);
        Add(DetectAnalyzer.About, () => Detectors(store, models));
        Add(FacesAnalyzer.About, () => store.Installed("faces") is { } model ? new FacesAnalyzer(FaceDetector(store, model, models), model.Name) : null);
        Add(EmbedAnalyzer.About, () => store.Installed("embed") is { } model ? new EmbedAnalyzer(new PictureEncoder(store, model, models)) : null);
        Add(LooksAnalyzer.About, () => new LooksAnalyzer());
        Add(FingerprintAnalyzer.About, () => new FingerprintAnalyzer());
        return analyzers;

        void Add(AnalyzerInfo about, Func<IAnalyzer?> create)
        {
            try
            {
                if (create() is { } analyzer)
                {
                    analyzers.Add(analyzer);
                }
            }
            catch (Exception problem) when (problem is OnnxRuntimeException or InvalidDataException or IOException)
            {
                problems?.Add(new Problem(about.Id, "model-not-loaded", $"the model of '{about.Id}' could not be loaded: {problem.Message}"));
            }
        }
    }

    /// <summary>The classifier of an installed model.</summary>
    public static IClassifier Classifier(PackStore store, PackModel model, LoadedModels models)
    {
        switch (model.Id)
        {
            case "efficientnet-lite2":
                return ImageNetNetwork.EfficientNetLite2(store.PathOf(model, "efficientnet_lite2.onnx"), models);
            case "mobilenet-v2":
                return ImageNetNetwork.MobileNetV2(store.PathOf(model, "mobilenet_v2_1.0_224.onnx"), models);
            case "resnet18-distilled":
                using (var file = PackGraphs.Open("resnet18-distilled.head"))
                {
                    var head = DistilledHead.Load(file);
                    return new ResNet18Classifier(
                        ResNet18Features.Open(store.PathOf(model, "ResNet18.onnx"), store.PathOf(model, "ResNetPreprocess.onnx"), models), head);
                }

            default:
                throw Unknown(model);
        }
    }

    /// <summary>The detector of an installed model.</summary>
    public static IDetector Detector(PackStore store, PackModel model, LoadedModels models) => model.Id switch
    {
        "yolox-nano" => new YoloxDetector(Session(store, model, models)),
        "nanodet" => new NanoDetDetector(Session(store, model, models)),
        "oid-ssd" => new OpenImagesDetector(Session(store, model, models)),
        _ => throw Unknown(model),
    };

    /// <summary>The face detector of an installed model.</summary>
    public static IFaceDetector FaceDetector(PackStore store, PackModel model, LoadedModels models) => model.Id switch
    {
        "yunet" => new YuNetDetector(Session(store, model, models)),
        "face-ssd" => new FaceSsdDetector(Session(store, model, models)),
        "face-full-range" => new FullRangeDetector(Session(store, model, models)),
        _ => throw Unknown(model),
    };

    /// <summary>The text side of the model of a task that is in use: of sentences, or of pictures and texts (<c>embed</c>); null where there is none.</summary>
    public static ITextEncoder? TextEncoder(PackStore store, string task, LoadedModels models) => store.Installed(task) switch
    {
        { Id: "minilm-l6-packed" } model => SentenceEncoder.Open(model.Name, store.PathOf(model, "minilm_l6_v2.onnx"), store.PathOf(model, "vocab.txt"), models),
        { Pair: not null } model => new PairTextEncoder(store, model, models),
        { Id: "minilm-l6" } model => SentenceEncoder.Open(model.Name, store.PathOf(model, "model.onnx"), store.PathOf(model, "vocab.txt"), models),
        _ => null,
    };

    private static DetectAnalyzer? Detectors(PackStore store, LoadedModels loaded)
    {
        var models = Models(store, DetectAnalyzer.About);
        return models.Count == 0
            ? null
            : new DetectAnalyzer([.. models.Select(model => Detector(store, model, loaded))], NameOf(models));
    }

    private static string NameOf(IReadOnlyList<PackModel> models) => string.Join('+', models.Select(model => model.Name));

    /// <summary>The catalog's tasks behind an analyzer's task: <c>detect</c> is two label sets.</summary>
    private static string[] Tasks(string task) => task == "detect" ? ["detect", "detect-oid"] : [task];

    /// <summary>A model of one file: our graph over the publisher's weights, or the publisher's ONNX as it is.</summary>
    private static ModelSession Session(PackStore store, PackModel model, LoadedModels models) => model.Shipped is [var graph]
        ? models.Open(graph, () => PackGraphs.Read(graph), store.FolderOf(model))
        : models.Open(store.PathOf(model, model.Files.Single()));

    private static ArgumentException Unknown(PackModel model) => new($"the program has no code for the model '{model.Id}'");
}
