using System.Globalization;
using NetVips;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Kinds.Image;

/// <summary>Develops the sensor's data of camera raw at half size by LibRaw's <c>dcraw_emu</c>, where the preview inside is too small to be looked at.</summary>
internal static class RawDeveloper
{
    // Together with the child around it this stays below what a decode child may hold; what needs more keeps its small preview.
    private const long MostMemory = 224L << 20;
    private const int MostPixels = 40_000_000;

    /// <summary>The picture, upright and in sRGB; null where it cannot be developed here.</summary>
    public static OpenedImage? Develop(MediaFile file, DecodeLimits limits)
    {
        if (ToolEnvironment.Find("dcraw_emu") is not { } dcraw || file.Path is not { } path)
        {
            return null;
        }

        // -w: the camera's own white balance; -h: half size, one pixel of four sensor cells; -Z -: to standard output.
        string[] options = ["-w", "-h", "-Z", "-", path];
        var command = ToolEnvironment.Find("prlimit") is { } prlimit
            ? new ToolCommand(prlimit, [string.Create(CultureInfo.InvariantCulture, $"--as={MostMemory}"), dcraw, .. options])
            : new ToolCommand(dcraw, options);
        byte[] portable;
        try
        {
            portable = ToolProcess.RunAsync(command with { Limit = TimeSpan.FromSeconds(limits.ToolSeconds), OutputLimit = MostPixels * 3 }, CancellationToken.None).GetAwaiter().GetResult().Output;
        }
        catch (ToolException)
        {
            return null;
        }

        return portable.AsSpan().StartsWith("P6"u8) || portable.AsSpan().StartsWith("P5"u8) ? Open(portable) : null;
    }

    private static OpenedImage? Open(byte[] portable)
    {
        var source = Source.NewFromMemory(portable);
        try
        {
            var image = VipsReader.Load("ppmload", source, tolerant: false);
            return VipsReader.Describe(image, image.Width, image.Height, turns: false, [], [source], null);
        }
        catch (BadFileException)
        {
            source.Dispose();
            return null;
        }
    }
}
