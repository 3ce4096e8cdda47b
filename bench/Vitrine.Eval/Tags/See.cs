using System.Security.Cryptography;
using Vitrine.Core.Analysis;
using Vitrine.Eval.Pictures;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Eval.Tags;

/// <summary>Runs the product's own analyzers over the labelled pictures that no fit saw, once per set of models, and keeps what they find.</summary>
internal sealed class See(SharedData data, string starterStore, string betterStore, string models)
{
    private static readonly string[] Starter = ["resnet18-distilled", "nanodet", "oid-ssd", "face-full-range", "minilm-l6"];
    private static readonly string[] Better = ["efficientnet-lite2", "mobilenet-v2", "yolox-nano", "oid-ssd", "yunet", "minilm-l6-packed"];

    public async Task RunAsync(string file, string? only)
    {
        var known = File.Exists(file) ? File.ReadAllLines(file).Select(l => string.Join('\t', l.Split('\t').Take(5))).ToHashSet() : [];
        await using var output = new StreamWriter(file, append: true) { AutoFlush = true };
        foreach (var (side, ids, root) in new[] { ("starter", Starter, starterStore), ("better", Better, betterStore) })
        {
            if (only is not null && only != side)
            {
                continue;
            }

            var store = await InstallAsync(root, ids);
            var analyzers = Open(store, side);
            var count = 0;
            foreach (var picture in Labelled().Select(p => p with { Side = side }).Where(p => !known.Contains(p.ToLine())))
            {
                var pixels = await data.ReadAsync((picture.Set == "corpus" ? "corpus/photos/" : "caltech101/") + picture.Name);
                output.WriteLine((picture with { Findings = [.. analyzers.Select(a => Run(a, pixels))] }).ToLine());
                if (++count % 100 == 0)
                {
                    Console.WriteLine($"{side}: {count}");
                }
            }

            foreach (var analyzer in analyzers)
            {
                analyzer.Dispose();
            }
        }
    }

    private static FindingSet Run(IAnalyzer analyzer, Picture picture) =>
        new(analyzer.Info.Id, analyzer.Info.Version, analyzer.Model, analyzer.Analyze(picture, CancellationToken.None));

    /// <summary>The analyzers as the product makes them; beside EfficientNet-Lite2, which the product prefers, MobileNetV2 for its own curve.</summary>
    private static List<IAnalyzer> Open(PackStore store, string side)
    {
        var analyzers = AnalyzerCatalog.Create(store, models: new LoadedModels(threads: 1)).ToList();
        if (side == "better")
        {
            var mobile = store.Catalog.FindModel("mobilenet-v2")!;
            analyzers.Add(new Media.Analyzers.Classify.ClassifyAnalyzer(AnalyzerCatalog.Classifier(store, mobile, new LoadedModels(threads: 1)), mobile.Name));
        }

        return analyzers;
    }

    private async Task<PackStore> InstallAsync(string root, string[] ids)
    {
        var store = new PackStore(root);
        foreach (var id in ids)
        {
            var done = await new PackInstaller(store, models).InstallModelAsync(store.Catalog.FindModel(id)!, null, CancellationToken.None);
            Console.WriteLine($"{id}: {(done.Model is null ? string.Join("; ", done.Problems.Select(p => p.Message)) : "installed")}");
        }

        return store;
    }

    private IEnumerable<SeenPicture> Labelled()
    {
        var corpus = Path.Combine(data.Root, "corpus", "photos");
        var folders = TagLabels.Corpus.Select(l => l.Folder).ToArray();
        foreach (var file in Files(Path.Combine(corpus, "clothing")).Concat(Files(Path.Combine(corpus, "grocery"))))
        {
            var name = Path.GetRelativePath(corpus, file);
            if (Array.Find(folders, f => name.StartsWith(f + "/", StringComparison.Ordinal)) is { } folder)
            {
                yield return Of("corpus", folder, name, file);
            }
        }

        if (data.Caltech is { } caltech)
        {
            foreach (var file in CaltechClasses.Read().Keys.SelectMany(f => Files(Path.Combine(caltech, f))))
            {
                var picture = Of("caltech101", Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetRelativePath(caltech, file), file);
                if (HeldOut.FromLayer(picture.Set, picture.Hash))
                {
                    yield return picture;
                }
            }
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static SeenPicture Of(string set, string folder, string name, string file) =>
        new(string.Empty, set, folder, name, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), []);
}
