namespace Vitrine.Core.Assets;

/// <summary>A rectangle as fractions of the upright frame: origin at the top left, every value 0…1.</summary>
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    public float Area => Width * Height;

    /// <summary>Intersection over union with <paramref name="other"/>, 0…1.</summary>
    public float Overlap(Box other)
    {
        var width = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        var height = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var shared = width * height;
        return shared / (Area + other.Area - shared);
    }
}

/// <summary>A span of a video or audio asset in milliseconds from its start; the end is exclusive.</summary>
public readonly record struct TimeRange(long StartMs, long EndMs);

/// <summary>Where something is: an optional box, time span and page (from 1). All null = the whole asset.</summary>
public sealed record Extent(Box? Box = null, TimeRange? Span = null, int? Page = null);
