using System.Runtime.InteropServices;
using System.Text;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;

namespace Vitrine.Server.Tests;

/// <summary>
/// The children of production, and files that they die of: a file that ends in <see cref="Poison"/> kills the decode child at that step, a picture all in
/// <see cref="Deadly"/> the model child, and a picture all in <see cref="Endless"/> keeps the model child busy for ever while a test listens.
/// </summary>
internal static partial class PoisonableChildren
{
    /// <summary>A pipe of this name in the folder of packs: the model child writes into it that it has an endless picture in hand.</summary>
    public const string Listener = "listener";

    public static (byte Red, byte Green, byte Blue) Deadly => (255, 0, 255);

    public static (byte Red, byte Green, byte Blue) Endless => (0, 255, 0);

    /// <summary>The end of a file that kills the decode child at a step.</summary>
    public static byte[] Poison(string step) => Encoding.ASCII.GetBytes("POISON:" + step);

    public static ChildKinds Create()
    {
        var kinds = MediaChildKinds.Create();
        kinds[ChildKinds.Decode] = _ =>
        {
            var decoding = new FileDecoding();
            return DecodeWork.Handler((request, file, cancellationToken) =>
            {
                if (file.Content is { } content && request.Steps.Any(step => content.Span.EndsWith(Poison(step))))
                {
                    Die();
                }

                return decoding.DecodeAsync(request, file, cancellationToken);
            });
        };
        kinds[ChildKinds.Model] = arguments => ModelWork.Handler([.. PreviewAnalysis.Lanes(arguments).Select(lane => (Analyze)(async (request, cancellationToken) =>
        {
            var picture = MediaDecoder.DecodePreview(request.Preview);
            if (IsAll(picture, Deadly))
            {
                Die();
            }

            var listener = Path.Combine(arguments[0], Listener);
            if (IsAll(picture, Endless) && File.Exists(listener))
            {
                await File.WriteAllTextAsync(listener, "busy\n", CancellationToken.None);
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            }

            return await lane(request, cancellationToken);
        }))]);
        return kinds;
    }

    /// <summary>A preview is a JPEG: colours come back nearly as they were.</summary>
    private static bool IsAll(Picture picture, (byte Red, byte Green, byte Blue) colour)
    {
        const int near = 12;
        for (var at = 0; at < picture.Rgb.Length; at += 3)
        {
            if (Math.Abs(picture.Rgb[at] - colour.Red) > near || Math.Abs(picture.Rgb[at + 1] - colour.Green) > near || Math.Abs(picture.Rgb[at + 2] - colour.Blue) > near)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A wild pointer in native code: what a broken decoder does.</summary>
    private static void Die() => _ = MeasureText(8);

    [LibraryImport("libc", EntryPoint = "strlen")]
    private static partial nint MeasureText(nint address);
}
