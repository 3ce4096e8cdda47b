using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine show</c>: one asset, as <c>GET /api/assets/{id}</c> has it.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var which = new Argument<string>("ID|PATH") { Description = "An asset's id, its path in the library, or the file it is linked to.", Arity = ArgumentArity.ExactlyOne };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("show", "Show one asset.") { which, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            var asset = await FindAsync(server.Client, parsed.GetValue(which)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(asset, ApiJson.Default.AssetDetail));
                return 0;
            }

            Print(asset);
            return 0;
        });
        return command;
    }

    /// <summary>The asset of an id or a path.</summary>
    /// <exception cref="LocalException">There is none.</exception>
    internal static async Task<AssetDetail> FindAsync(VitrineClient client, string which, CancellationToken cancellationToken)
    {
        var isId = which.Length == 24 && which.All(char.IsAsciiHexDigitLower);
        var path = File.Exists(which) ? Path.GetFullPath(which) : which;
        try
        {
            return await (isId ? client.AssetAsync(which, null, cancellationToken) : client.AssetAtAsync(path, cancellationToken));
        }
        catch (VitrineException refused) when (refused.Status == System.Net.HttpStatusCode.NotFound)
        {
            throw new LocalException(isId ? $"No asset in the library has the id {which}."
                : File.Exists(which) ? $"{which} is not in the library. To take it in: ./vitrine import \"{which}\""
                : $"{which} is not in the library, and there is no such file here.");
        }
    }

    /// <summary>Who says it: a kind of source, and its name where that says more.</summary>
    private static string Source(ClaimSourceView source) =>
        string.Equals(source.Type, source.Name, StringComparison.OrdinalIgnoreCase) ? source.Type : $"{source.Type} {source.Name}";

    private static void Print(AssetDetail asset)
    {
        Console.WriteLine($"{asset.Folder.TrimEnd('/')}/{asset.Name}  ({asset.Id})");
        Console.WriteLine($"  {asset.Kind}, {asset.Inherited.Format}, {asset.Inherited.Bytes:N0} bytes{(asset.Inherited.Width is { } width ? $", {width} × {asset.Inherited.Height}" : "")}, {asset.Storage}");
        foreach (var claim in asset.Claims.Where(claim => claim.State is "accepted" or "suggested"))
        {
            var value = claim.About == "tag" ? claim.Name : claim.Value;

            // A field is known by its label, and what is said in a language by that.
            var about = claim.About.StartsWith("field", StringComparison.Ordinal) ? claim.Name : claim.About;
            Console.WriteLine($"  {about}{(claim.Language is { } language ? $"@{language}" : "")}: {value}  ({claim.State}, {Source(claim.Source)}{(claim.Source.Type is "model" or "fusion" ? $", {claim.Confidence:0} %" : "")})");
        }

        foreach (var problem in asset.Problems)
        {
            Console.WriteLine($"  problem: {problem.Message} ({problem.Step}, {problem.Code})");
        }
    }
}
