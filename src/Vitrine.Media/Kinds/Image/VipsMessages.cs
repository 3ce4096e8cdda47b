using NetVips;

namespace Vitrine.Media.Kinds.Image;

/// <summary>libvips' errors as problems: a code, and a sentence that does not repeat paths or a library's inner words.</summary>
internal static class VipsMessages
{
    public static BadFileException ToBadFile(VipsException problem) => problem.Message switch
    {
        var text when Says(text, "encrypted") || Says(text, "password") => new(Codes.PasswordNeeded, "The document is locked; it opens with a password only."),
        var text when Says(text, "premature end of jpeg") || Says(text, "truncated") || Says(text, "end of file") || Says(text, "end of stream") || Says(text, "EOF") =>
            new(Codes.Truncated, "The file ends before its content does."),
        var text when Says(text, "not a known") || Says(text, "unsupported") || Says(text, "not supported") || Says(text, "not implemented") || Says(text, "is blocked") || Says(text, "whole number of bytes") || Says(text, "differ in geometry") =>
            new(Codes.NotSupported, "The picture uses a variant of its format that is not supported."),
        var text when Says(text, "too large") || Says(text, "too big") || Says(text, "limit") => new(Codes.TooLarge, "The picture states more than its decoder allows."),
        _ => new(Codes.Damaged, "The file is damaged and cannot be decoded."),
    };

    /// <summary>Warnings that leave every pixel as it was meant.</summary>
    public static bool IsHarmless(VipsException problem) => Says(problem.Message, "extraneous bytes before marker");

    private static bool Says(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
