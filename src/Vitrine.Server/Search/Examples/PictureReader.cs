using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Vectors;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Analyzers.Fingerprints;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Search.Examples;

/// <summary>What a picture was seen to be like.</summary>
/// <param name="Print">Null where none was taken.</param>
internal sealed record SeenPicture(string Model, Int8Vector Vector, StoredFingerprint? Print);

/// <summary>A picture that cannot be searched with, in a sentence.</summary>
internal sealed class UnseenPictureException(QuerySentence sentence) : Exception(sentence.ToString())
{
    /// <param name="message">What is said in English only: by a decoder, a model or another server.</param>
    public UnseenPictureException(string message)
        : this(QuerySentence.Verbatim(message))
    {
    }

    public QuerySentence Sentence => sentence;
}

/// <summary>Looks at a picture for a search: as assets are looked at, by the children and within their limits, but at once.</summary>
internal sealed class PictureReader(IMediaRunner media, CurrentPipeline pipeline)
{
    private static readonly TimeSpan DecodeLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(30);

    /// <summary>Analyzers whose vectors pictures are compared by, the one that knows best first.</summary>
    private static readonly string[] Comparing = [EmbedAnalyzer.About.Id, ClassifyAnalyzer.About.Id];

    /// <summary>The models whose vectors are compared now, in order of preference; none where none is installed.</summary>
    public IReadOnlyList<string> Models => [.. Comparing.Select(ModelOf).OfType<string>()];

    /// <summary>The model that looks at a picture that is no asset's, when it comes: the quickest there is; null where none is installed.</summary>
    public string? First => Models is [.., var quickest] ? quickest : null;

    /// <summary>The preview of a file, as JPEG.</summary>
    /// <exception cref="UnseenPictureException">It shows no picture.</exception>
    public async Task<byte[]> PreviewAsync(string path, string name, CancellationToken cancellationToken)
    {
        var (answer, failure) = await media.DecodeAsync(new DecodeRequest(path, name, [DecodeSteps.Renditions]), DecodeLimit, cancellationToken);
        if (failure is not null)
        {
            throw new UnseenPictureException(failure.Message);
        }

        return answer!.Renditions.FirstOrDefault(rendition => rendition.Recipe == Recipes.Preview)?.Content
            ?? throw new UnseenPictureException(answer.Failed.Values.FirstOrDefault()?.Message ?? "The file shows no picture.");
    }

    /// <param name="preview">A preview of ours.</param>
    /// <param name="part">The part of it to look at; null = all of it.</param>
    /// <param name="model">One of <see cref="Models"/>; null where there is none.</param>
    /// <exception cref="UnseenPictureException">No model is installed, or it fails over this picture.</exception>
    public async Task<SeenPicture> LookAsync(byte[] preview, Box? part, string? model, CancellationToken cancellationToken)
    {
        if (model is null || Comparing.FirstOrDefault(one => ModelOf(one) == model) is not { } analyzer)
        {
            throw new UnseenPictureException(new QuerySentence(SearchSentences.NoLookingModel));
        }

        string[] analyzers = part is null ? [analyzer, FingerprintAnalyzer.About.Id] : [analyzer];
        var (answer, failure) = await media.AnalyzeAsync(new ModelRequest(preview, AssetKind.Image, IsTransparent: false, analyzers) { Part = part }, LookLimit, cancellationToken);
        if (failure is not null)
        {
            throw new UnseenPictureException(failure.Message);
        }

        var findings = answer!.Findings.SelectMany(set => set.Findings).ToArray();
        return findings.OfType<Finding.Vector>().FirstOrDefault(vector => vector.Extent is null) is { } seen
            ? new SeenPicture(seen.Space, Int8Vector.Quantise(seen.Values.Span), findings.OfType<Finding.Value>().Select(value => value.Key == FingerprintAnalyzer.Key ? FingerprintAnalyzer.Read(value.Content) : null).FirstOrDefault(print => print is not null))
            : throw new UnseenPictureException(answer.Failed.Values.FirstOrDefault()?.Message ?? "The model has no features to compare pictures by.");
    }

    private string? ModelOf(string analyzer) => pipeline.Now.Find(PipelineSteps.NameOf(analyzer))?.Model is { Length: > 0 } model ? model : null;
}
