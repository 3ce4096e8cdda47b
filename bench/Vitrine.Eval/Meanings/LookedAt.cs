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
    private readonly Dictionary<string, float[]> directions;

    /// <param name="folder">Where the models are installed.</param>
    public LookedAt(string folder)
    {
        var store = new PackStore(folder);
        var models = new LoadedModels();
        encoder = AnalyzerCatalog.TextEncoder(store, "sentences", models) ?? throw new InvalidOperationException($"no model for sentences is installed in {folder}");
        directions = LabelSentences.All.ToDictionary(one => one.Label, one => encoder.Encode(one.Sentence, CancellationToken.None));
        analyzers = [.. AnalyzerCatalog.Create(store, models: models).Where(analyzer => analyzer.Info.Id is "classify" or "detect")];
    }

    /// <summary>The models that spoke.</summary>
    public string Models => string.Join(", ", analyzers.Select(analyzer => analyzer.Model).Append(encoder.Space));

    public float[] Of(string sentence) => encoder.Encode(LabelSentences.Of(sentence), CancellationToken.None);

    /// <summary>Null where no model found anything in it.</summary>
    public async Task<float[]?> OfAsync(SharedData data, string file)
    {
        var picture = await data.ReadAsync(file);
        return PictureMeaning.Of(analyzers.Select(analyzer => new FindingSet(analyzer.Info.Id, analyzer.Info.Version, analyzer.Model, analyzer.Analyze(picture, CancellationToken.None))), directions);
    }

    /// <summary>Of two directions of unit length.</summary>
    public static double Cosine(float[] one, float[] other) => one.Zip(other, (a, b) => (double)a * b).Sum();

    public void Dispose()
    {
        encoder.Dispose();
        Array.ForEach(analyzers, analyzer => analyzer.Dispose());
    }
}
