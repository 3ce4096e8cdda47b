using Vitrine.Contracts;
using Vitrine.Core.Exports;
using Vitrine.Media.Exports;
using Vitrine.Server.Exports;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Exports;

/// <summary>Reads what a request for files says.</summary>
internal static class Downloading
{
    /// <exception cref="RequestRefusedException">It says something that is not to be had.</exception>
    public static ZipContents Read(DownloadRequest request)
    {
        try
        {
            return new ZipContents(
                new ExportRecipe(PresetOf(request.Preset), StrippedOf(request.Strip)),
                request.Names is { } names ? NameTemplate.Parse(names) : NameTemplate.AsNamed,
                request.Folders ?? true,
                request.Csv,
                request.Sidecars,
                AiTagsOf(request.AiTags)) { Embed = request.Embed };
        }
        catch (FormatException error)
        {
            throw Bad(error.Message);
        }
    }

    public static AiTags AiTagsOf(string? name) => name switch
    {
        null or "none" => AiTags.None,
        "accepted" => AiTags.Accepted,
        "all" => AiTags.All,
        _ => throw Bad($"There is no '{name}'; AI tags are none, accepted or all."),
    };

    private static ExportPreset PresetOf(string? name) => name switch
    {
        null or "original" => ExportPreset.Original,
        "web" => ExportPreset.Web,
        "square" => ExportPreset.Square,
        "print" => ExportPreset.Print,
        _ => throw Bad($"There is no preset '{name}'; there are original, web, square and print."),
    };

    private static Stripped StrippedOf(IReadOnlyList<string>? names) => (names ?? []).Aggregate(Stripped.None, (all, name) => all | name switch
    {
        "location" => Stripped.Location,
        "serials" => Stripped.Serials,
        "all" => Stripped.All,
        _ => throw Bad($"'{name}' cannot be taken out; location, serials and all can."),
    });

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
