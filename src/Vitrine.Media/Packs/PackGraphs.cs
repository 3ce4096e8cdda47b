using System.Reflection;

namespace Vitrine.Media.Packs;

/// <summary>The files of ours that ship inside the program: ONNX graphs without weights, and our own trained layers.</summary>
public static class PackGraphs
{
    private static readonly Assembly Program = typeof(PackGraphs).Assembly;

    public static bool Exists(string name) => Program.GetManifestResourceInfo("graphs/" + name) is not null;

    /// <exception cref="FileNotFoundException">No such file ships with the program.</exception>
    public static Stream Open(string name) =>
        Program.GetManifestResourceStream("graphs/" + name) ?? throw new FileNotFoundException($"'{name}' is not in the program");

    public static byte[] Read(string name)
    {
        using var stream = Open(name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
