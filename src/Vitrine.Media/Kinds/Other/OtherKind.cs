using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds.Other;

/// <summary>Files that are kept as they are. Nothing is opened, unpacked or played; some get a reason.</summary>
internal sealed class OtherKind : IAssetKind
{
    public AssetKind Kind => AssetKind.Other;

    public ValueTask<MediaReading> ReadAsync(MediaFile file, bool renditions, DecodeLimits limits, CancellationToken cancellationToken)
    {
        var reading = Readings.Plain(file);
        return ValueTask.FromResult(Reason(file, limits) is { } reason ? reading with { Failure = reason.ToProblem() } : reading);
    }

    private static BadFileException? Reason(MediaFile file, DecodeLimits limits) => file.Sniffed.Format switch
    {
        "empty" => new(Codes.Empty, "The file is empty."),
        "playlist" => new(Codes.Unsafe, "A play list only names other files and addresses; it is kept, but never opened."),
        "xmp" => XmlCheck.Refuse(file, limits),
        _ when FileFormats.Claimed(file.Name) is { Kind: AssetKind.Image or AssetKind.Video or AssetKind.Audio } claimed =>
            new(Codes.NameLies, $"The name says {claimed.Title}, but the content is something else."),
        _ => null,
    };
}
