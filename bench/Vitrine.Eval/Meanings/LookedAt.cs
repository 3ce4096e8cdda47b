using Vitrine.Core.Analysis;
using Vitrine.Core.Search.Vectors;
using Vitrine.Eval.Pictures;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Eval.Meanings;

/// <summary>Pictures and sentences as directions, by one set of installed models, as the product makes them.</summary>
internal sealed class LookedAt : IDisposable
{
    private readonly ITextEncoder encoder;
    private readonly IAnalyzer[] analyzers;

    /// <param name="folder">Where the models are installed.</param>
    public LookedAt(string folder)
    {
        var store = new PackStore(folder);
        var models = new LoadedModels();
        encoder = AnalyzerCatalog.TextEncoder(store, "sentences", models) ?? throw new InvalidOperationException($"no model for sentences is installed in {folder}");
        Directions = LabelSentences.All.ToDictionary(one => one.Label, one => encoder.Encode(one.Sentence, CancellationToken.None));
        analyzers = [.. AnalyzerCatalog.Create(store, models: models).Where(analyzer => analyzer.Info.Id is "classify" or "detect")];
    }

    /// <summary>Label → the direction of its words, of every label that a model may find.</summary>
    public IReadOnlyDictionary<string, float[]> Directions { get; }

    /// <summary>The models that spoke.</summary>
    public string Models => string.Join(", ", analyzers.Select(analyzer => analyzer.Model).Append(encoder.Space));

    public float[] Of(string sentence) => encoder.Encode(LabelSentences.Of(sentence), CancellationToken.None);

    public IReadOnlyList<FindingSet> Findings(Picture picture) => [.. analyzers.Select(analyzer => Run(analyzer, picture))];

    /// <summary>Null where no model found anything.</summary>
    public float[]? Meaning(IEnumerable<FindingSet> findings) => PictureMeaning.Of(findings, Directions);

    /// <summary>Null where no model found anything in it.</summary>
    public async Task<float[]?> OfAsync(SharedData data, string file) => Meaning(Findings(await data.ReadAsync(file)));

    public static FindingSet Run(IAnalyzer analyzer, Picture picture) => new(analyzer.Info.Id, analyzer.Info.Version, analyzer.Model, analyzer.Analyze(picture, CancellationToken.None));

    /// <summary>Of two directions of unit length.</summary>
    public static double Cosine(float[] one, float[] other) => one.Zip(other, (a, b) => (double)a * b).Sum();

    public void Dispose()
    {
        encoder.Dispose();
        Array.ForEach(analyzers, analyzer => analyzer.Dispose());
    }
}
