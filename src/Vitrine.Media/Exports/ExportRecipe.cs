namespace Vitrine.Media.Exports;

/// <summary>What a picture becomes on its way out. Files that are no pictures go as they are.</summary>
public enum ExportPreset
{
    /// <summary>The bytes as they are.</summary>
    Original,

    /// <summary>JPEG in sRGB, the longer side at most 2,048 pixels.</summary>
    Web,

    /// <summary>JPEG in sRGB, a white square of at most 2,048 pixels with the whole picture in its middle.</summary>
    Square,

    /// <summary>JPEG with hardly any loss and its sRGB profile, the longer side at most 5,000 pixels (42 cm at 300 dpi).</summary>
    Print,
}

/// <summary>What is taken out of a file's own metadata.</summary>
[Flags]
public enum Stripped
{
    None = 0,

    /// <summary>Positions, and the names of places.</summary>
    Location = 1,

    /// <summary>Numbers of cameras, lenses and flashes.</summary>
    Serials = 2,

    /// <summary>Everything but what the picture is drawn by: its turn and its colour profile.</summary>
    All = 4,
}

/// <summary>How one file is to leave.</summary>
public sealed record ExportRecipe(ExportPreset Preset, Stripped Strip);
