using NetVips;
using Vitrine.Media.Analyzers;

namespace Vitrine.Media.Tests.Analyzers;

/// <summary>Opens a picture of the shared folder for a test, as the decode child would: upright sRGB, 8-bit RGB.</summary>
internal static class TestPicture
{
    public static Picture Open(string path)
    {
        using var image = Image.NewFromFile(path);
        using var upright = image.Autorot();
        using var colour = upright.Colourspace(Enums.Interpretation.Srgb);
        using var flat = colour.HasAlpha() ? colour.Flatten(background: [255, 255, 255]) : colour.Copy();
        using var bytes = flat.Cast(Enums.BandFormat.Uchar);
        return new Picture(bytes.Width, bytes.Height, bytes.WriteToMemory<byte>()) { IsTransparent = colour.HasAlpha() };
    }

    /// <summary>The file's own channels, 8 bits each, untouched by colour management.</summary>
    public static (int Width, int Height, int Channels, byte[] Pixels) Raw(string path)
    {
        using var image = Image.NewFromFile(path);
        return (image.Width, image.Height, image.Bands, image.WriteToMemory<byte>());
    }
}
