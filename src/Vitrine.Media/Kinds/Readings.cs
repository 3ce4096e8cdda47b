namespace Vitrine.Media.Kinds;

/// <summary>What every reading starts from.</summary>
internal static class Readings
{
    public static InheritedFacts Facts(MediaFile file) => new() { Format = file.Sniffed.Format, Mime = file.Sniffed.Mime, Bytes = file.Length };

    public static MediaReading Plain(MediaFile file) => new() { Sniffed = file.Sniffed, Facts = Facts(file) };

    public static MediaReading Failed(MediaFile file, BadFileException reason) => Plain(file) with { Failure = reason.ToProblem() };
}
