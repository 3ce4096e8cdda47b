namespace Vitrine.Media.Onnx;

/// <summary>The filters of Pillow's <c>Image.resize</c>; all are widened by the scale when shrinking.</summary>
public enum ResampleFilter
{
    /// <summary>Triangle, support 1.</summary>
    Bilinear,

    /// <summary>Keys' cubic with a = −0.5, support 2.</summary>
    Bicubic,

    /// <summary>Lanczos with three lobes, support 3.</summary>
    Lanczos,
}

internal static class FilterKernels
{
    public static double Support(this ResampleFilter filter) => filter switch
    {
        ResampleFilter.Bilinear => 1,
        ResampleFilter.Bicubic => 2,
        _ => 3,
    };

    /// <summary>The kernel at distance <paramref name="x"/> from its centre, in units of the unscaled filter.</summary>
    public static double At(this ResampleFilter filter, double x) => filter switch
    {
        ResampleFilter.Bilinear => Triangle(Math.Abs(x)),
        ResampleFilter.Bicubic => Cubic(Math.Abs(x)),
        _ => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
    };

    private static double Triangle(double x) => x < 1 ? 1 - x : 0;

    private static double Cubic(double x)
    {
        const double A = -0.5;
        return x switch
        {
            < 1 => ((((A + 2) * x) - (A + 3)) * x * x) + 1,
            < 2 => ((((((x - 5) * x) + 8) * x) - 4) * A),
            _ => 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
