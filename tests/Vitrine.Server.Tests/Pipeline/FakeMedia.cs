using System.Collections.Concurrent;
using System.Text;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Tests.Pipeline;

/// <summary>
/// A media runner whose answers follow from the file's bytes. Words in the file steer it: <c>KILLS:step</c> kills the child at that step,
/// <c>OUTLASTS:step</c> runs past that step's limit, <c>BAD</c> cannot be decoded, <c>KEYWORD:word</c> is a keyword.
/// </summary>
internal sealed class FakeMedia : IMediaRunner
{
    public int DecodeWorkers { get; init; } = 2;

    public int ModelWorkers { get; init; } = 1;

    /// <summary>Labels that analyzers find in every picture.</summary>
    public IReadOnlyList<string> Labels { get; init; } = ["imagenet/770"];

    /// <summary>Of the models that analyzers run; a test that raises it plays a better one.</summary>
    public int ModelVersion { get; set; } = 1;

    public ConcurrentQueue<DecodeRequest> Decoded { get; } = new();

    public ConcurrentQueue<ModelRequest> Analyzed { get; } = new();

    /// <summary>Set: no child can be started.</summary>
    public bool Unavailable { get; set; }

    /// <summary>Called before each answer; may wait.</summary>
    public Func<DecodeRequest, Task>? BeforeDecode { get; set; }

    /// <summary>What the pipeline has to know of an analyzer that is played.</summary>
    public AnalyzerInfo Analyzer(string id) => new(id, 1, [AssetKind.Image], null) { Model = ModelOf(id) };

    /// <summary>Called before each answer about a preview.</summary>
    public Action? BeforeAnalyze { get; set; }

    /// <summary>Called when an answer about a preview was made.</summary>
    public Action? AfterAnalyze { get; set; }

    public async Task<MediaOutcome<DecodeAnswer>> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (Unavailable)
        {
            return new MediaOutcome<DecodeAnswer>(null, new MediaFailure(MediaFailureKind.Unavailable, "not-started", "No child can be started."));
        }

        if (BeforeDecode is { } before)
        {
            await before(request);
        }

        Decoded.Enqueue(request);
        var bytes = await File.ReadAllBytesAsync(request.Path, cancellationToken);
        var text = Encoding.Latin1.GetString(bytes);
        if (request.Steps.Any(step => text.Contains("KILLS:" + step, StringComparison.Ordinal)))
        {
            return new MediaOutcome<DecodeAnswer>(null, new MediaFailure(MediaFailureKind.Killed, "died", "The decoder died on this file."));
        }

        if (request.Steps.Any(step => text.Contains("OUTLASTS:" + step, StringComparison.Ordinal)))
        {
            return new MediaOutcome<DecodeAnswer>(null, new MediaFailure(MediaFailureKind.Killed, ChildFailureException.TimedOut, "The decoder took too long for this file."));
        }

        var sniffed = ContentSniffer.Sniff(bytes, bytes.Length, request.Name);
        var bad = text.Contains("BAD", StringComparison.Ordinal) ? new Problem(DecodeSteps.Renditions, "truncated", "The file ends too early.") : null;
        return new MediaOutcome<DecodeAnswer>(Answer(request, bytes.Length, text, sniffed, bad), null);
    }

    public Task<MediaOutcome<ModelAnswer>> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        BeforeAnalyze?.Invoke();
        Analyzed.Enqueue(request);
        var text = Encoding.Latin1.GetString(request.Preview);
        if (request.Analyzers.Any(analyzer => text.Contains("KILLS:analyze:" + analyzer, StringComparison.Ordinal)))
        {
            return Task.FromResult(new MediaOutcome<ModelAnswer>(null, new MediaFailure(MediaFailureKind.Killed, "died", "The model died on this picture.")));
        }

        var answer = new MediaOutcome<ModelAnswer>(
            new ModelAnswer
            {
                Findings = [.. request.Analyzers.Select(analyzer => new FindingSet(
                    analyzer, 1, ModelOf(analyzer), [.. Labels.Select(label => new Finding.Label(label, 0.95f))]))],
                Milliseconds = request.Analyzers.ToDictionary(analyzer => analyzer, _ => 1.0),
            },
            null);
        AfterAnalyze?.Invoke();
        return Task.FromResult(answer);
    }

    private string ModelOf(string analyzer) => $"fake-{analyzer}@{ModelVersion}";

    private static DecodeAnswer Answer(DecodeRequest request, long length, string text, Sniffed sniffed, Problem? bad)
    {
        var renders = request.Steps.Contains(DecodeSteps.Renditions);
        var keywords = text.Split('\n').Where(line => line.StartsWith("KEYWORD:", StringComparison.Ordinal)).Select(line => line["KEYWORD:".Length..]).ToArray();
        return new DecodeAnswer
        {
            Sniffed = sniffed,
            Facts = request.Steps.Contains(DecodeSteps.Metadata)
                ? new InheritedFacts { Format = sniffed.Format, Mime = sniffed.Mime, Bytes = length, Width = 640, Height = 480, Tone = renders ? "#808080" : null }
                : null,
            Embedded = request.Name.EndsWith(".xmp", StringComparison.OrdinalIgnoreCase) ? MetadataReader.Read(request.Path)
                : request.Steps.Contains(DecodeSteps.Metadata)
                ? new EmbeddedMetadata(new NormalisedMetadata { Keywords = keywords, TakenAt = "2024-05-06T07:08:09" }, [new EmbeddedTag("Test", "Length", $"{length}"), new EmbeddedTag("ExifIFD", "DateTimeOriginal", "2024:05:06 07:08:09"), .. keywords.Select(keyword => new EmbeddedTag("XMP-dc", "Subject", keyword))], [])
                : null,
            Renditions = renders && bad is null
                ? [new Rendition("preview", "image/jpeg", 640, 480, Encoding.Latin1.GetBytes(text)), new Rendition("thumbnail", "image/jpeg", 400, 300, [1, 2, 3])]
                : [],
            Problems = renders && bad is not null ? [bad] : [],
            Failed = renders && bad is not null ? new Dictionary<string, Problem> { [DecodeSteps.Renditions] = bad } : [],
            Milliseconds = request.Steps.ToDictionary(step => step, _ => 1.0),
        };
    }
}
