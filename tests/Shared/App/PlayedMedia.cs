using System.Globalization;
using System.Text;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Server.Pipeline;

namespace Vitrine.Tests.Shared;

/// <summary>
/// A media runner whose answers follow from lines of the file: <c>KEYWORD:word</c>, <c>TITLE:text</c>, <c>TEXT:description</c>, <c>TAKEN:2024-05-06T07:08:09</c>, <c>GPS:48.1,2.05</c>,
/// <c>LABEL:imagenet/770=0.9</c> (what the analyzer finds; <c>LABEL:coco/dog=0.9@0.1,0.2,0.3,0.4</c>: in this box), <c>PALETTE:#aa3300=0.4</c> (a colour of so much of it), <c>AS:dng</c> (the format it is taken for once it was read), <c>LASTS:1500</c> (milliseconds),
/// <c>TAG:Apple:ContentIdentifier=1</c> (a tag as read), <c>HASH:00ff…</c> (its perceptual hash in all orientations; <c>HASH:00ff…/f0f0…</c>: as it stands, and turned), <c>SKETCH:street</c> or <c>SKETCH:street/cut</c> (its sketch, <see cref="PaintedSketch"/>, beside a hash), <c>LOOK:3,4</c> (its features to the model, mobilenet-v2 where it has no other name; <c>PART:4,3</c>: those of any part of it), <c>EMBED:1,2</c> (its direction to the model of pictures and texts pair@1, where there is one), <c>BAD</c> (no picture can be made). Files begin as a GIF does: <see cref="File"/> writes them.
/// </summary>
public sealed class PlayedMedia : ITestMedia
{
    public const string Pair = "pair@1";

    private int analyses;

    public int DecodeWorkers => 2;

    public int ModelWorkers => 1;

    public int Analyses => analyses;

    /// <summary>The analyzer's version; a test that changes it plays an update.</summary>
    public int Version { get; init; } = 1;

    public string Model { get; init; } = "played@1";

    /// <summary>Set: the analyzer finds these labels in every picture, whatever the file says.</summary>
    public IReadOnlyList<Finding>? Finds { get; set; }

    /// <summary>Awaited before each decoding and analysis; a test holds the pipeline with it.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    /// <summary>Whether a second analyzer gives what <c>EMBED:</c> says.</summary>
    public bool Embeds { get; init; }

    public IReadOnlyList<AnalyzerInfo> Analyzers =>
    [
        new AnalyzerInfo("classify", Version, [AssetKind.Image], null) { Model = Model },
        .. Embeds ? [new AnalyzerInfo("embed", 1, [AssetKind.Image], null) { Model = Pair }] : (AnalyzerInfo[])[],
    ];

    /// <summary>A file that is taken for a picture and holds these lines.</summary>
    public static byte[] File(params string[] lines) => [.. "GIF89a"u8, 1, 0, 1, 0, .. Encoding.UTF8.GetBytes("\n" + string.Join('\n', lines))];

    public async Task<MediaOutcome<DecodeAnswer>> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        await Before();
        var bytes = await System.IO.File.ReadAllBytesAsync(request.Path, cancellationToken);
        var said = new Lines(bytes);
        var sniffed = ContentSniffer.Sniff(bytes.AsSpan(0, Math.Min(bytes.Length, ContentSniffer.HeadBytes)), bytes.Length, request.Name);
        if (said.Format is { } format)
        {
            sniffed = sniffed with { Kind = format.Kind, Format = format.Name, Mime = format.Mime };
        }

        var reads = request.Steps.Contains(DecodeSteps.Metadata);
        var renders = request.Steps.Contains(DecodeSteps.Renditions) && sniffed.Kind == AssetKind.Image;
        var bad = renders && said.Has("BAD") ? new Problem(DecodeSteps.Renditions, "truncated", "The file ends too early.") : null;
        return new MediaOutcome<DecodeAnswer>(
            new DecodeAnswer
            {
                Sniffed = sniffed,
                Facts = reads ? new InheritedFacts { Format = sniffed.Format, Mime = sniffed.Mime, Bytes = bytes.Length, Width = 640, Height = 480, Tone = "#808080", DurationMs = said.Lasts } : null,
                Embedded = request.Name.EndsWith(".xmp", StringComparison.OrdinalIgnoreCase) ? MetadataReader.Read(request.Path, cancellationToken) : reads ? new EmbeddedMetadata(said.Metadata(), [new EmbeddedTag("Test", "Length", $"{bytes.Length}"), .. said.Tags], []) : null,
                Renditions = renders && bad is null
                    ? [new Rendition("preview", "image/jpeg", 640, 480, bytes), new Rendition("thumbnail", "image/jpeg", 400, 300, bytes)]
                    : [],
                Problems = bad is null ? [] : [bad],
                Failed = bad is null ? [] : new Dictionary<string, Problem> { [DecodeSteps.Renditions] = bad },
                Milliseconds = request.Steps.ToDictionary(step => step, _ => 1.0),
            },
            null);
    }

    public async Task<MediaOutcome<ModelAnswer>> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        await Before();
        Interlocked.Increment(ref analyses);
        var lines = new Lines(request.Preview);
        var labels = Finds ?? lines.Labels(request.Part is null ? "LOOK:" : "PART:", Model == "played@1" ? "mobilenet-v2@1" : Model);
        return new MediaOutcome<ModelAnswer>(
            new ModelAnswer
            {
                Findings = [.. request.Analyzers.Select(analyzer => analyzer == "embed" ? new FindingSet(analyzer, 1, Pair, lines.Vectors("EMBED:", Pair)) : new FindingSet(analyzer, Version, Model, labels))],
                Milliseconds = request.Analyzers.ToDictionary(analyzer => analyzer, _ => 1.0),
            },
            null);
    }

    private sealed class Lines(byte[] bytes)
    {
        private readonly string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');

        public bool Has(string word) => lines.Contains(word, StringComparer.Ordinal);

        public FileFormat? Format => All("AS:").FirstOrDefault() is { } name ? FileFormats.Find(name) : null;

        public long? Lasts => All("LASTS:").FirstOrDefault() is { } time ? long.Parse(time, CultureInfo.InvariantCulture) : null;

        public IEnumerable<EmbeddedTag> Tags => All("TAG:").Select(text => text.Split(':', '=')).Select(parts => new EmbeddedTag(parts[0], parts[1], parts[2]));

        public NormalisedMetadata Metadata() => new()
        {
            Keywords = [.. All("KEYWORD:")],
            Title = All("TITLE:").FirstOrDefault(),
            Description = All("TEXT:").FirstOrDefault(),
            TakenAt = All("TAKEN:").FirstOrDefault(),
            Latitude = Position is [var latitude, _] ? latitude : null,
            Longitude = Position is [_, var longitude] ? longitude : null,
            CameraMake = All("CAMERA:").FirstOrDefault()?.Split('/') is [{ Length: > 0 } make, _] ? make : null,
            CameraModel = All("CAMERA:").FirstOrDefault()?.Split('/')[^1],
        };

        private double[]? Position => All("GPS:").FirstOrDefault()?.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();

        public IReadOnlyList<Finding> Labels(string look, string space) =>
        [
            .. All("LABEL:").Select(text => text.Split('=', '@')).Select(parts => new Finding.Label(parts[0], float.Parse(parts[1], CultureInfo.InvariantCulture), Place(parts.ElementAtOrDefault(2)))),
            .. All("PALETTE:").Select(text => text.Split('=')).Select(parts => new Finding.Value("palette", parts[0], float.Parse(parts[1], CultureInfo.InvariantCulture))),
            .. All("HASH:").Select(hashes => hashes.Split('/'))
                .Select(hashes => new Finding.Value("fingerprint", hashes[0] + string.Concat(Enumerable.Repeat(hashes[^1], 7)) + string.Concat(Enumerable.Repeat(hashes[0], 8)) + Sketch)),
            .. Vectors(look, space),
        ];

        private static Extent? Place(string? box) => box?.Split(',').Select(number => float.Parse(number, CultureInfo.InvariantCulture)).ToArray() is [var x, var y, var width, var height]
            ? new Extent(new Box(x, y, width, height)) : null;

        private string Sketch => All("SKETCH:").Select(sketch => sketch.Split('/')).Select(parts => Convert.ToHexString(PaintedSketch.Of(parts[0], parts.ElementAtOrDefault(1)).Bytes)).FirstOrDefault() ?? "";

        public IReadOnlyList<Finding> Vectors(string key, string space) =>
            [.. All(key).Select(numbers => new Finding.Vector(space, numbers.Split(',').Select(number => float.Parse(number, CultureInfo.InvariantCulture)).ToArray()))];

        private IEnumerable<string> All(string key) => lines.Where(line => line.StartsWith(key, StringComparison.Ordinal)).Select(line => line[key.Length..]);
    }
}
