using System.Diagnostics;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Kinds;
using Vitrine.Media.Onnx;
using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Media.Packs;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Children;

/// <summary>One lane of a model child: analyzers of its own, loaded at the first request, over models that all lanes share.</summary>
public sealed class PreviewAnalysis
{
    private readonly PackStore store;
    private readonly LoadedModels models;
    private readonly List<Problem> notLoaded = [];
    private Dictionary<string, IAnalyzer>? analyzers;

    private PreviewAnalysis(PackStore store, LoadedModels models) => (this.store, this.models) = (store, models);

    /// <summary>As many as pictures are looked at side by side here.</summary>
    /// <param name="arguments">Those of the child: <see cref="ModelOptions.Read"/>.</param>
    public static IReadOnlyList<Analyze> Lanes(IReadOnlyList<string> arguments)
    {
        var (packs, usesCard) = ModelOptions.Read(arguments);
        var store = new PackStore(packs);
        var (lanes, threads) = ModelWork.Cores;
        var models = new LoadedModels(threads, usesCard ? CudaProvider.Create() : null);
        return [.. Enumerable.Range(0, lanes).Select(_ => (Analyze)new PreviewAnalysis(store, models).AnalyzeAsync)];
    }

    private Task<ModelAnswer> AnalyzeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        analyzers ??= Load();
        var picture = MediaDecoder.DecodePreview(request.Preview) with { IsTransparent = request.IsTransparent };
        picture = request.Part is { } part ? picture.Of(part) : picture;
        var findings = new List<FindingSet>();
        var failed = new Dictionary<string, Problem>();
        var milliseconds = new Dictionary<string, double>();
        foreach (var id in request.Analyzers)
        {
            if (!analyzers.TryGetValue(id, out var analyzer))
            {
                failed[id] = notLoaded.FirstOrDefault(problem => problem.Step == id) ?? new Problem(id, "model-missing", $"no model for '{id}' is installed");
                continue;
            }

            var started = Stopwatch.GetTimestamp();
            try
            {
                findings.Add(new FindingSet(id, analyzer.Info.Version, analyzer.Model, analyzer.Analyze(picture, cancellationToken)));
            }
            catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
            {
                failed[id] = new Problem(id, "analysis-failed", $"'{id}' could not look at the picture: {error.Message}");
            }

            milliseconds[id] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return Task.FromResult(new ModelAnswer { Findings = findings, Failed = failed, Milliseconds = milliseconds, Card = models.Use });
    }

    private Dictionary<string, IAnalyzer> Load()
    {
        var created = AnalyzerCatalog.Create(store, notLoaded, models).ToDictionary(analyzer => analyzer.Info.Id, StringComparer.Ordinal);
        NativeHeap.Trim();
        return created;
    }
}
