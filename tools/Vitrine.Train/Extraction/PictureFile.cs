using System.Security.Cryptography;
using NetVips;
using Vitrine.Media.Analyzers;

namespace Vitrine.Train.Extraction;

/// <summary>Reads training pictures: trusted files, whole or a random part of them.</summary>
internal static class PictureFile
{
    /// <exception cref="VipsException">The file cannot be decoded.</exception>
    public static Picture Read(string path)
    {
        using var file = Image.NewFromFile(path, access: Enums.Access.Sequential);
        using var upright = file.Autorot();
        using var srgb = upright.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = srgb.HasAlpha() ? srgb.Flatten([255, 255, 255]) : srgb.Copy();
        using var bytes = opaque.Cast(Enums.BandFormat.Uchar);
        return new Picture(bytes.Width, bytes.Height, bytes.WriteToMemory<byte>());
    }

    /// <summary>A part of 45–90 % of each side, maybe mirrored, drawn from the file's hash and the view's number.</summary>
    public static Picture Part(Picture whole, string hash, int view)
    {
        var draw = SHA256.HashData([.. Convert.FromHexString(hash), (byte)view]);
        var width = Math.Max(1, (int)(whole.Width * (0.45 + (0.45 * draw[0] / 255))));
        var height = Math.Max(1, (int)(whole.Height * (0.45 + (0.45 * draw[1] / 255))));
        var (left, top, mirrored) = ((whole.Width - width) * draw[2] / 255, (whole.Height - height) * draw[3] / 255, draw[4] % 2 == 1);
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var from = (((top + y) * whole.Width) + left + (mirrored ? width - 1 - x : x)) * 3;
                whole.Rgb.AsSpan(from, 3).CopyTo(rgb.AsSpan(((y * width) + x) * 3));
            }
        }

        return new Picture(width, height, rgb);
    }
}
