namespace Vitrine.Core.Colours;

/// <summary>
/// A colour in OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020): lightness 0…1, a and b about −0.4…0.4.
/// Equal distances look about equally different.
/// </summary>
public readonly record struct Oklab(float L, float A, float B)
{
    private static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(v => (float)ToLinear(v / 255.0))];

    /// <summary>Distance from grey, 0 to about 0.33 within sRGB.</summary>
    public float Chroma => MathF.Sqrt((A * A) + (B * B));

    /// <summary>Hue in degrees, 0…360: red 29, yellow 110, green 142, cyan 195, blue 264, magenta 328.</summary>
    public float Hue
    {
        get
        {
            var degrees = MathF.Atan2(B, A) * 180 / MathF.PI;
            return degrees < 0 ? degrees + 360 : degrees;
        }
    }

    public static Oklab FromRgb(byte red, byte green, byte blue)
    {
        var (r, g, b) = (Linear[red], Linear[green], Linear[blue]);
        var l = MathF.Cbrt((0.4122214708f * r) + (0.5363325363f * g) + (0.0514459929f * b));
        var m = MathF.Cbrt((0.2119034982f * r) + (0.6806995451f * g) + (0.1073969566f * b));
        var s = MathF.Cbrt((0.0883024619f * r) + (0.2817188376f * g) + (0.6299787005f * b));
        return new Oklab(
            (0.2104542553f * l) + (0.7936177850f * m) - (0.0040720468f * s),
            (1.9779984951f * l) - (2.4285922050f * m) + (0.4505937099f * s),
            (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s));
    }

    /// <summary>Square of the distance.</summary>
    public float Away(Oklab other) => ((L - other.L) * (L - other.L)) + ((A - other.A) * (A - other.A)) + ((B - other.B) * (B - other.B));

    /// <summary>The nearest sRGB colour as <c>#rrggbb</c>.</summary>
    public string ToHex()
    {
        var l = Cube(L + (0.3963377774f * A) + (0.2158037573f * B));
        var m = Cube(L - (0.1055613458f * A) - (0.0638541728f * B));
        var s = Cube(L - (0.0894841775f * A) - (1.2914855480f * B));
        var red = Encode((4.0767416621f * l) - (3.3077115913f * m) + (0.2309699292f * s));
        var green = Encode((-1.2684380046f * l) + (2.6097574011f * m) - (0.3413193965f * s));
        var blue = Encode((-0.0041960863f * l) - (0.7034186147f * m) + (1.7076147010f * s));
        return $"#{red:x2}{green:x2}{blue:x2}";
    }

    private static float Cube(float value) => value * value * value;

    private static double ToLinear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static byte Encode(float linear)
    {
        var c = Math.Clamp(linear, 0f, 1f);
        return (byte)MathF.Floor((c <= 0.0031308f ? c * 12.92f : (1.055f * MathF.Pow(c, 1 / 2.4f)) - 0.055f) * 255 + 0.5f);
    }
}
