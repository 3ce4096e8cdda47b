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
            await using var server = await LocalServer.FindOrStartAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
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

    private static Task<AssetDetail> FindAsync(VitrineClient client, string which, CancellationToken cancellationToken)
    {
        var isId = which.Length == 24 && which.All(char.IsAsciiHexDigitLower);
        var path = File.Exists(which) ? Path.GetFullPath(which) : which;
        return isId ? client.AssetAsync(which, null, cancellationToken) : client.AssetAtAsync(path, cancellationToken);
    }

    private static void Print(AssetDetail asset)
    {
        Console.WriteLine($"{asset.Folder.TrimEnd('/')}/{asset.Name}  ({asset.Id})");
        Console.WriteLine($"  {asset.Kind}, {asset.Inherited.Format}, {asset.Inherited.Bytes:N0} bytes{(asset.Inherited.Width is { } width ? $", {width} × {asset.Inherited.Height}" : "")}, {asset.Storage}");
        foreach (var claim in asset.Claims.Where(claim => claim.State is "accepted" or "suggested"))
        {
            var value = claim.About == "tag" ? claim.Name : claim.Value;
            Console.WriteLine($"  {claim.About}: {value}  ({claim.State}, {claim.Source.Type} {claim.Source.Name}{(claim.Source.Type is "model" or "fusion" ? $", {claim.Confidence:0} %" : "")})");
        }

        foreach (var problem in asset.Problems)
        {
            Console.WriteLine($"  problem: {problem.Message} ({problem.Step}, {problem.Code})");
        }
    }
}
