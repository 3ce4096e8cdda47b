using System.Globalization;
using Vitrine.Core.Exports;

namespace Vitrine.Server.Exports;

/// <summary>The path of each file of an export, each given once.</summary>
internal sealed class ExportNames
{
    private readonly NameTemplate template;
    private readonly bool folders;
    private readonly UsedNames used = new();
    private long number;

    /// <param name="folders">Whether the library's folders come before what the template gives.</param>
    /// <param name="reserved">Paths that no asset may have.</param>
    public ExportNames(NameTemplate template, bool folders, params string[] reserved)
    {
        this.template = template;
        this.folders = folders;
        foreach (var path in reserved)
        {
            used.Reserve(path);
        }
    }

    /// <summary>The path of the next asset.</summary>
    /// <param name="extension">Of the format that it leaves in; null = its own.</param>
    public string Next(ExportAsset asset, string? extension)
    {
        number++;
        var named = template.Render(new NameParts(
            asset.Stem, asset.FolderName, asset.Kind.ToString().ToLowerInvariant(), asset.Id, asset.TakenAt,
            asset.AddedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture), asset.Width, asset.Height, number));
        var slash = named.LastIndexOf('/');
        var own = folders ? string.Join('/', asset.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(PortableName.Of)) : "";
        var below = slash < 0 ? "" : named[..slash];
        var folder = own.Length > 0 && below.Length > 0 ? $"{own}/{below}" : own + below;
        var end = extension ?? asset.Extension;
        return used.Take(folder, named[(slash + 1)..], end.Length == 0 ? "" : PortableName.Of(end));
    }

    /// <summary>A path for something beside an asset's file (<c>.xmp</c>).</summary>
    public string Beside(string path, string extension)
    {
        var slash = path.LastIndexOf('/');
        return used.Take(slash < 0 ? "" : path[..slash], path[(slash + 1)..], extension);
    }
}
