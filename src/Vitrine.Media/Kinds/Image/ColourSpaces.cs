using NetVips;
using Vitrine.Core.Assets;
using VipsImage = NetVips.Image;

namespace Vitrine.Media.Kinds.Image;

/// <summary>Any colour space to sRGB with 8 bits, by the embedded profile where there is a sound one.</summary>
internal static class ColourSpaces
{
    private const string ProfileField = "icc-profile-data";

    // Profiles above this are look-up tables of printers, never one of the small sRGB profiles.
    private const int LargestSrgbProfile = 4096;

    /// <summary>libvips' name as facts give it.</summary>
    public static string Name(Enums.Interpretation interpretation) => interpretation switch
    {
        Enums.Interpretation.Bw => "b-w",
        Enums.Interpretation.Srgb or Enums.Interpretation.Rgb => "srgb",
        Enums.Interpretation.Multiband => "multiband",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Packed Lab unpacked, and signed samples of TIFF moved so that black is zero again.</summary>
    public static VipsImage FromZero(VipsImage image)
    {
        if (image.Coding == Enums.Coding.Labq)
        {
            return image.LabQ2Lab();
        }

        if (image.Format is not (Enums.BandFormat.Char or Enums.BandFormat.Short) || image.Interpretation is not (Enums.Interpretation.Bw or Enums.Interpretation.Grey16 or Enums.Interpretation.Srgb or Enums.Interpretation.Rgb16))
        {
            return image.Copy();
        }

        var isByte = image.Format == Enums.BandFormat.Char;
        using var moved = image.Linear([1.0], [isByte ? 128.0 : 32768.0]);
        return moved.Cast(isByte ? Enums.BandFormat.Uchar : Enums.BandFormat.Ushort);
    }

    /// <summary>Alpha flattened on white. Comes before any resizing, so that transparent pixels do not bleed into their neighbours.</summary>
    public static VipsImage Flatten(VipsImage image) => image.Flatten(background: [White(image)]);

    /// <summary>The number of white, and of full opacity.</summary>
    public static double White(VipsImage image) => image.Interpretation switch
    {
        Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16 => 65535,
        Enums.Interpretation.Scrgb => 1.0,
        _ when image.Format == Enums.BandFormat.Ushort => 65535,
        _ => 255,
    };

    /// <summary>A picture whose pixels lie in memory, to sRGB, 8 bits, three bands. A profile that does not fit its picture is left out and noted.</summary>
    public static VipsImage ToSrgb(VipsImage image, ICollection<Problem> problems)
    {
        var isCmyk = image.Interpretation == Enums.Interpretation.Cmyk;
        var hasProfile = image.Contains(ProfileField) && !IsSrgb(image);
        if (isCmyk || (hasProfile && image.Interpretation is not (Enums.Interpretation.Lab or Enums.Interpretation.Labs or Enums.Interpretation.Xyz)))
        {
            try
            {
                using var profiled = image.IccTransform("srgb", embedded: hasProfile, inputProfile: isCmyk ? "cmyk" : null, intent: Enums.Intent.Perceptual, depth: 8);
                return profiled.CopyMemory();
            }
            catch (VipsException)
            {
                problems.Add(Codes.Problem(Codes.ColourProfile, "The picture's colour profile does not fit it and was left out."));
            }
        }

        return image is { Interpretation: Enums.Interpretation.Srgb, Format: Enums.BandFormat.Uchar, Bands: 3 } ? image.Copy() : Plain(image);
    }

    private static VipsImage Plain(VipsImage image)
    {
        var known = image.Interpretation is Enums.Interpretation.Multiband or Enums.Interpretation.Matrix or Enums.Interpretation.Histogram or Enums.Interpretation.Error
            ? image.Copy(interpretation: image.Bands >= 3 ? Enums.Interpretation.Srgb : Enums.Interpretation.Bw)
            : image.Copy();
        using (known)
        {
            using var colours = known.Interpretation == Enums.Interpretation.Srgb ? known.Copy() : known.Colourspace(Enums.Interpretation.Srgb);
            using var bands = colours.Bands > 3 ? colours.ExtractBand(0, n: 3) : colours.Copy();
            using var bytes = bands.Format == Enums.BandFormat.Uchar ? bands.Copy() : bands.Cast(Enums.BandFormat.Uchar);
            return bytes.CopyMemory();
        }
    }

    /// <summary>The usual profile of cameras and telephones: converting from sRGB to sRGB costs as much as decoding and changes nothing.</summary>
    private static bool IsSrgb(VipsImage image) =>
        image.Get(ProfileField) is byte[] { Length: <= LargestSrgbProfile } profile
        && image.Interpretation is Enums.Interpretation.Srgb
        && (profile.AsSpan().IndexOf("sRGB IEC61966-2"u8) >= 0 || profile.AsSpan().IndexOf("s\0R\0G\0B\0 \0I\0E\0C"u8) >= 0);
}
