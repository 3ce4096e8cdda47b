namespace Vitrine.Media.Onnx;

/// <summary>How a picture of any shape becomes the fixed frame a model takes.</summary>
public abstract record Framing
{
    private Framing()
    {
    }

    /// <summary>Both sides to the frame's, whatever the aspect.</summary>
    public sealed record Stretch : Framing;

    /// <summary>
    /// One factor for both sides so that all of it fits; the rest is <paramref name="Fill"/>. At the top left unless
    /// <paramref name="Centred"/>; sides are rounded half to even unless <paramref name="Floor"/>.
    /// </summary>
    public sealed record Fit(byte Fill, bool Centred = false, bool Floor = false) : Framing
    {
        internal AxisPlan Axis(int length, int frame, double factor)
        {
            var scaled = Math.Max(1, (int)(Floor ? Math.Floor(length * factor) : Math.Round(length * factor)));
            return new AxisPlan(0, length, scaled, 0, scaled, Centred ? (frame - scaled) / 2 : 0);
        }
    }

    /// <summary>The shorter side to <paramref name="Shorter"/>, then the frame cut out of the middle (torchvision's Resize and CenterCrop).</summary>
    public sealed record CentreCrop(int Shorter) : Framing
    {
        internal AxisPlan Axis(int length, int shorter, int frame)
        {
            var scaled = (int)((double)Shorter * length / shorter);
            return new AxisPlan(0, length, scaled, (int)Math.Round((scaled - frame) / 2.0), frame, 0);
        }
    }

    /// <summary>The middle square of <paramref name="Share"/> × the shorter side, scaled to the frame.</summary>
    public sealed record MiddleSquare(double Share) : Framing;

    /// <summary>Which part of a picture of <paramref name="width"/> × <paramref name="height"/> goes where in a frame of the given size.</summary>
    internal (AxisPlan Columns, AxisPlan Rows) Plan(int width, int height, int frameWidth, int frameHeight)
    {
        switch (this)
        {
            case Fit fit:
                var factor = Math.Min((double)frameWidth / width, (double)frameHeight / height);
                return (fit.Axis(width, frameWidth, factor), fit.Axis(height, frameHeight, factor));
            case CentreCrop crop:
                var shorter = Math.Min(width, height);
                return (crop.Axis(width, shorter, frameWidth), crop.Axis(height, shorter, frameHeight));
            case MiddleSquare square:
                var side = square.Share * Math.Min(width, height);
                return (Middle(width, side, frameWidth), Middle(height, side, frameHeight));
            default:
                return (new(0, width, frameWidth, 0, frameWidth, 0), new(0, height, frameHeight, 0, frameHeight, 0));
        }
    }

    private static AxisPlan Middle(int length, double side, int frame) =>
        new((length - side) / 2, ((length - side) / 2) + side, frame, 0, frame, 0);
}

/// <summary>One axis of a plan: input [From, To) is scaled to Output positions, of which Count from First on are laid at At in the frame.</summary>
internal readonly record struct AxisPlan(double From, double To, int Output, int First, int Count, int At)
{
    /// <summary>Frame pixels per picture pixel.</summary>
    public double Scale => Output / (To - From);

    /// <summary>Where the picture's own origin lies in the frame, in frame pixels.</summary>
    public double Origin => At - First - (From * Scale);
}
