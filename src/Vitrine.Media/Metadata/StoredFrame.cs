namespace Vitrine.Media.Metadata;

/// <summary>Turns boxes between the frame as it is stored and as it is shown, by EXIF orientation 1…8 (Exif 2.32, 4.6.4). Sides in fractions of the frame, from its top left corner.</summary>
public static class StoredFrame
{
    /// <summary>What the tags of a file say of it: 1 where that is nothing, or makes no sense.</summary>
    public static int Orientation(IReadOnlyList<EmbeddedTag> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return Orientation((tags.FirstOrDefault(tag => tag is { Group: "IFD0", Name: "Orientation" }) ?? tags.FirstOrDefault(tag => tag is { Group: "XMP-tiff", Name: "Orientation" }))?.Raw);
    }

    internal static int Orientation(string? raw) => raw?.Trim() is [>= '1' and <= '8' and var digit] ? digit - '0' : 1;

    /// <summary>Whether the shown frame is as wide as the stored one is high.</summary>
    internal static bool IsOnItsSide(int orientation) => orientation is >= 5 and <= 8;

    internal static (double X, double Y, double Width, double Height) Upright((double X, double Y, double Width, double Height) box, int orientation) => orientation switch
    {
        2 => box with { X = 1 - box.X - box.Width },
        3 => box with { X = 1 - box.X - box.Width, Y = 1 - box.Y - box.Height },
        4 => box with { Y = 1 - box.Y - box.Height },
        5 => (box.Y, box.X, box.Height, box.Width),
        6 => (1 - box.Y - box.Height, box.X, box.Height, box.Width),
        7 => (1 - box.Y - box.Height, 1 - box.X - box.Width, box.Height, box.Width),
        8 => (box.Y, 1 - box.X - box.Width, box.Height, box.Width),
        _ => box,
    };

    /// <summary>The way back: all turns but the two quarter turns undo themselves.</summary>
    internal static (double X, double Y, double Width, double Height) Stored((double X, double Y, double Width, double Height) box, int orientation) =>
        Upright(box, orientation switch { 6 => 8, 8 => 6, _ => orientation });
}
