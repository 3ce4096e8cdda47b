using System.Diagnostics;
using Vitrine.Core.Assets;
using Vitrine.Media.Exports;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Children;

/// <summary>What Vitrine's own children do: decode files, run analyzers, encode texts, and test a model that was installed. The model child's arguments are those of <see cref="ModelOptions"/>.</summary>
public static class MediaChildKinds
{
    public static ChildKinds Create() => new()
    {
        [ChildKinds.Decode] = _ => DecodeWork.Handler(new FileDecoding().DecodeAsync),
        [ChildKinds.Model] = arguments => ModelWork.Handler(PreviewAnalysis.Lanes(arguments)),
        [ChildKinds.Texts] = TextWork.Handler,
        [ChildKinds.PackTest] = arguments => PackTestWork.Handler(new PackStore(arguments[0])),
    };
}

/// <summary>The steps of a decode child over one file, which is opened once for all of them.</summary>
public sealed class FileDecoding
{
    private readonly MediaDecoder decoder = new();
    private readonly Lazy<EmbeddedWriter> writer = new(() => new EmbeddedWriter());
    private readonly Lazy<ExifToolReader?> exifTool = new(() => ExifToolReader.IsInstalled ? new ExifToolReader() : null);

    public async Task<DecodeAnswer> DecodeAsync(DecodeRequest request, FileInChild file, CancellationToken cancellationToken)
    {
        using var media = Open(file);
        var milliseconds = new Dictionary<string, double>();
        var failed = new Dictionary<string, Problem>();
        var answer = new DecodeAnswer { Sniffed = media.Sniffed };
        List<Problem> problems = [];

        var renditions = request.Steps.Contains(DecodeSteps.Renditions);
        if (renditions || request.Steps.Contains(DecodeSteps.Metadata))
        {
            var started = Stopwatch.GetTimestamp();
            var reading = await decoder.ReadAsync(media, renditions, cancellationToken);
            milliseconds[renditions ? DecodeSteps.Renditions : DecodeSteps.Metadata] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            problems.AddRange(reading.Problems);
            answer = answer with { Sniffed = reading.Sniffed, Facts = reading.Facts, Renditions = reading.Renditions };
            if (reading.Failure is { } failure)
            {
                // The pictures could not be made; what the file says may be readable all the same.
                failed[renditions ? DecodeSteps.Renditions : DecodeSteps.Metadata] = failure;
            }
        }

        if (request.Steps.Contains(DecodeSteps.Metadata))
        {
            var started = Stopwatch.GetTimestamp();
            await using var stream = file.Open();
            var embedded = MetadataReader.Read(stream, cancellationToken);
            milliseconds[DecodeSteps.Metadata] = milliseconds.GetValueOrDefault(DecodeSteps.Metadata) + Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            problems.AddRange(embedded.Problems);
            answer = answer with { Embedded = embedded, Facts = answer.Facts is { } facts ? facts with { Projection = ProjectionOf(embedded) } : null };
        }

        if (request.Steps.Contains(DecodeSteps.Details) && exifTool.Value is { } tool)
        {
            var started = Stopwatch.GetTimestamp();
            await using var stream = file.Open();
            var ours = MetadataReader.Read(stream, cancellationToken);
            var merged = MetadataMerge.Merge(ours, await tool.ReadAsync(file.GetPath(), cancellationToken));
            milliseconds[DecodeSteps.Details] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;

            // What our own readers met was said by the step before.
            problems.AddRange(merged.Problems.Except(ours.Problems));
            answer = answer with { Embedded = merged };
        }

        if (request.Steps.Contains(DecodeSteps.Text))
        {
            var started = Stopwatch.GetTimestamp();
            var (text, failure) = await decoder.ReadTextAsync(media, cancellationToken);
            milliseconds[DecodeSteps.Text] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            answer = answer with { Text = text };
            if (failure is not null)
            {
                failed[DecodeSteps.Text] = failure;
            }
        }

        if (request.Edits is { } edits && request.Export is null)
        {
            var (made, failure) = await DecodeWrite.MakeAsync(media, file, writer.Value, edits, request.Output, cancellationToken);
            answer = answer with { Renditions = made is null ? [] : [made] };
            if (failure is not null)
            {
                failed[DecodeSteps.Write] = failure;
            }
        }

        if (request.Export is { } recipe)
        {
            var (made, failure) = await DecodeExport.MakeAsync(media, file, recipe, cancellationToken);
            if (made is not null && request.Edits is { } said)
            {
                (made, var notWritten) = await DecodeWrite.IntoAsync(made, media.Sniffed.Format, file, writer.Value, said, cancellationToken);
                if (notWritten is not null)
                {
                    failed[DecodeSteps.Write] = notWritten;
                }
            }

            answer = answer with { Renditions = made is null ? [] : [made] };
            if (failure is not null)
            {
                failed[DecodeSteps.Export] = failure;
            }
        }

        return answer with { Problems = problems, Failed = failed, Milliseconds = milliseconds };
    }

    /// <summary>Photo Sphere XMP metadata (GPano), and the spherical box of films as exiftool names it.</summary>
    private static string? ProjectionOf(EmbeddedMetadata embedded) =>
        embedded.Tags.FirstOrDefault(tag => tag.Name == "ProjectionType" && tag.Group is "XMP-GPano" or "XMP-GSpherical")?.Raw is { Length: > 0 and < 40 } projection ? projection.ToLowerInvariant() : null;

    /// <summary>Bytes where they are at hand; tools that need a path get one.</summary>
    private static MediaFile Open(FileInChild file) => file.Content is { } content ? MediaFile.FromBytes(content, file.Name, file.GetPath) : MediaFile.Open(file.GetPath(), file.Name);
}
