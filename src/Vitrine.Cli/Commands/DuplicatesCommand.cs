using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine duplicates</c>: files that are there several times, or pictures that look alike.</summary>
internal static class DuplicatesCommand
{
    public static Command Create()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var near = new Option<bool>("--near") { Description = "Pictures that look alike, instead of files with the same bytes." };
        var command = new Command("duplicates", "List duplicates in groups, the one to keep first. Nothing is changed.") { near, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken, "--packs", "none");
            var groups = new List<DuplicateGroupView>();
            string? cursor = null;
            do
            {
                var page = await server.Client.DuplicatesAsync(parsed.GetValue(near) ? "near" : "exact", cursor, cancellationToken);
                groups.AddRange(page.Items);
                cursor = page.Cursor;
            }
            while (cursor is not null);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new DuplicatePage(groups.Count, groups, null), ApiJson.Default.DuplicatePage));
                return 0;
            }

            foreach (var group in groups)
            {
                foreach (var asset in group.Assets)
                {
                    Console.WriteLine($"{(asset.Id == group.Keeper ? "keep" : "    ")}  {asset.Id}  {asset.Bytes,12:N0}  {asset.Folder.TrimEnd('/')}/{asset.Name}");
                }

                Console.WriteLine();
            }

            Console.WriteLine(groups.Count == 1 ? "1 group" : $"{groups.Count:N0} groups");
            return 0;
        });
        return command;
    }
}
