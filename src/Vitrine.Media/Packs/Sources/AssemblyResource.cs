using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Vitrine.Media.Packs.Sources;

/// <summary>Reads a resource out of a .NET assembly as data (ECMA-335 II.24.2.4 and II.22.24): the assembly is neither loaded nor run.</summary>
internal static class AssemblyResource
{
    /// <exception cref="PackException">It is no assembly, or has no such resource.</exception>
    public static Stream Open(Stream assembly, string name)
    {
        try
        {
            using var file = new PEReader(assembly, PEStreamOptions.LeaveOpen);
            var metadata = file.GetMetadataReader();
            foreach (var resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
            {
                if (resource.Implementation.IsNil && metadata.GetString(resource.Name) == name && file.PEHeaders.CorHeader is { } header)
                {
                    var section = file.GetSectionData(header.ResourcesDirectory.RelativeVirtualAddress).GetReader();
                    section.Offset = checked((int)resource.Offset);
                    var content = section.ReadBytes(section.ReadInt32());
                    return new MemoryStream(content, writable: false);
                }
            }
        }
        catch (Exception problem) when (problem is BadImageFormatException or InvalidOperationException or IOException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new PackException(PackException.BadPackage, $"the assembly with {name} could not be read: {problem.Message}");
        }

        throw new PackException(PackException.BadPackage, $"the assembly has no {name}");
    }
}
