using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;

namespace Vitrine.Media.Onnx;

/// <summary>
/// Turns pictures into the input tensor of one model. Keeps its buffer and the weights for the picture sizes that came last,
/// so it serves one picture at a time.
/// </summary>
/// <param name="Width">Pixels of the model's frame.</param>
/// <param name="Height">Pixels of the model's frame.</param>
public sealed class PictureInput(int width, int height, Framing framing, TensorFormat format, ResampleFilter filter = ResampleFilter.Bilinear)
{
    /// <summary>A library's previews have few sizes: those of its cameras, upright and lying.</summary>
    private const int SizesKept = 8;

    private readonly byte[] frame = new byte[width * height * 3];
    private readonly List<SizePlan> plans = [];

    /// <summary>The frame that the last <see cref="Fill"/> made: 8-bit RGB, row by row.</summary>
    public ReadOnlySpan<byte> Frame => frame;

    /// <summary>Scales the picture into the frame and writes the frame as 3·width·height floats.</summary>
    /// <returns>Where the picture lies in the frame.</returns>
    public Placement Fill(Picture picture, Span<float> tensor)
    {
        var plan = PlanFor(picture.Width, picture.Height);
        var (columns, rows) = (plan.Columns, plan.Rows);
        if (framing is Framing.Fit fit && (columns.Count < width || rows.Count < height))
        {
            Array.Fill(frame, fit.Fill);
        }

        var at = ((rows.At * width) + columns.At) * 3;
        Resample.Apply(picture.Rgb, picture.Width, picture.Height, 3, plan.ColumnWeights, plan.RowWeights, frame.AsSpan(at), width * 3);
        format.Fill(frame, tensor);
        return new Placement(columns.Scale, rows.Scale, columns.Origin, rows.Origin, picture.Width, picture.Height);
    }

    /// <summary>The plan used last stands last; the one not used for longest gives way.</summary>
    private SizePlan PlanFor(int pictureWidth, int pictureHeight)
    {
        var at = plans.FindLastIndex(plan => plan.Width == pictureWidth && plan.Height == pictureHeight);
        SizePlan found;
        if (at >= 0)
        {
            found = plans[at];
            plans.RemoveAt(at);
        }
        else
        {
            var (columns, rows) = framing.Plan(pictureWidth, pictureHeight, width, height);
            found = new SizePlan(pictureWidth, pictureHeight, columns, rows, Weights(columns, pictureWidth), Weights(rows, pictureHeight));
            if (plans.Count == SizesKept)
            {
                plans.RemoveAt(0);
            }
        }

        plans.Add(found);
        return found;
    }

    private AxisWeights? Weights(AxisPlan plan, int length)
    {
        var untouched = plan is { From: 0, First: 0 } && plan.To == length && plan.Output == length && plan.Count == length;
        return untouched ? null : AxisWeights.Create(length, plan.From, plan.To, plan.Output, plan.First, plan.Count, filter);
    }

    /// <summary>How pictures of one size come into the frame.</summary>
    private sealed record SizePlan(int Width, int Height, AxisPlan Columns, AxisPlan Rows, AxisWeights? ColumnWeights, AxisWeights? RowWeights);
}

/// <summary>Where a picture lies in a model's frame: <c>frame = picture · Scale + Origin</c>, in pixels.</summary>
public readonly record struct Placement(double ScaleX, double ScaleY, double OriginX, double OriginY, int Width, int Height)
{
    /// <summary>
    /// A box given by its corners in frame pixels as fractions of the picture, clipped to it;
    /// null when nothing of it lies in the picture or a corner is not a number.
    /// </summary>
    public Box? ToBox(double left, double top, double right, double bottom)
    {
        var x0 = Clip((left - OriginX) / ScaleX / Width);
        var y0 = Clip((top - OriginY) / ScaleY / Height);
        var x1 = Clip((right - OriginX) / ScaleX / Width);
        var y1 = Clip((bottom - OriginY) / ScaleY / Height);
        return x1 > x0 && y1 > y0 ? new Box((float)x0, (float)y0, (float)(x1 - x0), (float)(y1 - y0)) : null;
    }

    private static double Clip(double value) => Math.Clamp(value, 0, 1);
}
