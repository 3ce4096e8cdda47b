using Vitrine.Media.Kinds;
using Vitrine.Server.Import.Sidecars;

namespace Vitrine.Server.WriteBack;

/// <summary>Where a library's metadata goes. The names stand in its settings.</summary>
internal enum WriteBackProfile
{
    /// <summary>Into JPEG, TIFF, DNG, PNG and PSD; for everything else into <c>name.xmp</c>.</summary>
    Adobe,

    /// <summary>Into <c>name.ext.xmp</c>, and never into the file.</summary>
    DigiKam,
}

/// <summary>Where a person asks it to go.</summary>
internal enum WriteBackPlace
{
    /// <summary>As the library's profile has it.</summary>
    ByProfile,
    Sidecar,
    Embedded,
}

/// <summary>Which file is written for an asset.</summary>
/// <param name="Sidecar">Its path below the root; null = into the file itself.</param>
/// <param name="Naming">Of the sidecar.</param>
internal sealed record WriteBackTarget(string? Sidecar, SidecarNaming Naming)
{
    public static WriteBackTarget Embedded { get; } = new(null, SidecarNaming.Whole);

    /// <summary>Formats that Adobe's programs write into, and whose picture we can prove to be untouched.</summary>
    private static readonly HashSet<string> EmbeddedByAdobe = new(StringComparer.Ordinal) { "jpeg", "tiff", "dng", "png", "psd" };

    /// <param name="path">Of the file, below its root.</param>
    /// <param name="format">As sniffed.</param>
    /// <param name="sidecar">The one that is there, or was: its name wins, and what is in it would win over what is embedded.</param>
    /// <param name="stemTaken">Whether <c>name.xmp</c> would belong to another file.</param>
    /// <param name="mayEmbed">Whether the file was not found to be one that must not be changed.</param>
    public static WriteBackTarget Of(WriteBackProfile profile, WriteBackPlace asked, string path, string format, SidecarRow? sidecar, bool stemTaken, bool mayEmbed)
    {
        if (sidecar is not null && asked != WriteBackPlace.Embedded)
        {
            return new WriteBackTarget(sidecar.Path, sidecar.Naming);
        }

        if (mayEmbed && asked != WriteBackPlace.Sidecar && EmbeddedByAdobe.Contains(format) && (asked == WriteBackPlace.Embedded || profile == WriteBackProfile.Adobe))
        {
            return Embedded;
        }

        if (sidecar is not null)
        {
            return new WriteBackTarget(sidecar.Path, sidecar.Naming);
        }

        var dot = path.LastIndexOf('.');
        return profile == WriteBackProfile.Adobe && !stemTaken && dot > path.LastIndexOf('/') + 1
            ? new WriteBackTarget(path[..dot] + SidecarName.Extension, SidecarNaming.Stem)
            : new WriteBackTarget(path + SidecarName.Extension, SidecarNaming.Whole);
    }

    /// <summary>Whether <c>name.xmp</c> would be this file's: of files with one name it is the raw one's.</summary>
    /// <param name="others">Formats of the other files of this name in the folder.</param>
    public static bool IsStemTaken(string format, IReadOnlyCollection<string> others) =>
        others.Count > 0 && (FileFormats.Find(format)?.IsRaw != true || others.Any(other => FileFormats.Find(other)?.IsRaw == true));
}
