using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vitrine.Core.Exports;

/// <summary>Gives each path once. Paths that differ in case or in composed letters alone count as the same, since many file systems think so.</summary>
public sealed class UsedNames
{
    // Half a hash of each path: hundreds of thousands of long names would be the largest thing in memory.
    private readonly HashSet<UInt128> used = [];

    /// <summary>Keeps a path from being given.</summary>
    public void Reserve(string path) => used.Add(Key(path));

    /// <param name="folder">Without an end slash; empty at the top.</param>
    /// <param name="stem">The name without its extension.</param>
    /// <param name="extension">With its dot, or empty.</param>
    /// <returns>The path, numbered as <c>name (2).ext</c> where it was given before.</returns>
    public string Take(string folder, string stem, string extension)
    {
        for (var number = 1; ; number++)
        {
            var mark = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number})");
            var name = PortableName.Join(stem, mark + extension);
            var path = folder.Length == 0 ? name : $"{folder}/{name}";
            if (used.Add(Key(path)))
            {
                return path;
            }
        }
    }

    private static UInt128 Key(string path)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(path.Normalize(NormalizationForm.FormC).ToUpperInvariant()));
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
