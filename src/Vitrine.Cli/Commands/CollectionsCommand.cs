using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine collections list|show|create|add|remove|delete|restore</c>: sets of assets made by hand, and smart ones that a query fills.</summary>
internal static class CollectionsCommand
{
    private const int PageSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static Command Create() => new("collections", "List, show, create, fill or delete collections.") { List(), Show(), Make(), Add(), Remove(), Delete(), Restore() };

    private static Command List()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var command = new Command("list", "The collections, by name.") { data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            var all = new List<CollectionView>();
            string? cursor = null;
            do
            {
                var page = await server.Client.CollectionsAsync(cursor: cursor, cancellationToken: cancellationToken);
                all.AddRange(page.Items);
                cursor = page.Cursor;
            }
            while (cursor is not null);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new Page<CollectionView>(all, null), ApiJson.Default.PageCollectionView));
                return 0;
            }

            foreach (var one in all)
            {
                Console.WriteLine($"{one.Id}  {one.Assets,7:N0}  {one.Name}{(one.Query is null ? "" : $"  = {one.Query}")}");
            }

            Console.WriteLine(all.Count == 1 ? "1 collection" : $"{all.Count:N0} collections");
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var (data, database, json, which) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json(), Which());
        var command = new Command("show", "The assets of a collection, in their order.") { which, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            var collection = await FindAsync(server.Client, parsed.GetValue(which)!, cancellationToken);
            var items = new List<SearchItem>();
            string? cursor = null;
            do
            {
                var page = await server.Client.SearchAsync(new SearchRequest($"collection:{collection.Id}", PageSize, cursor, Sort: collection.Query is null ? "collection" : collection.Sort), cancellationToken);
                items.AddRange(page.Items);
                cursor = page.Cursor;
            }
            while (cursor is not null);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new SearchAnswer(items.Count, items, null), ApiJson.Default.SearchAnswer));
                return 0;
            }

            Console.WriteLine($"{collection.Name}  ({collection.Id})");
            if (collection.Description.Length > 0)
            {
                Console.WriteLine($"  {collection.Description.ReplaceLineEndings(Environment.NewLine + "  ")}");
            }

            foreach (var item in items)
            {
                Console.WriteLine($"{item.Id}  {item.Kind,-8}  {item.Folder.TrimEnd('/')}/{item.Name}");
            }

            Console.WriteLine(items.Count == 1 ? "1 asset" : $"{items.Count:N0} assets");
            return 0;
        });
        return command;
    }

    private static Command Make()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var name = new Argument<string>("NAME") { Description = "Its own in the library." };
        var description = new Option<string?>("--description") { Description = "What the collection is for.", HelpName = "TEXT" };
        var query = new Option<string?>("--query") { Description = "Make a smart collection: what this finds is in it, now and later.", HelpName = "QUERY" };
        var command = new Command("create", "Make an empty collection, or a smart one.") { name, description, query, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            var made = await server.Client.CreateCollectionAsync(new CollectionRequest(parsed.GetValue(name), parsed.GetValue(description), parsed.GetValue(query)), cancellationToken);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(made, ApiJson.Default.CollectionView) : $"{made.Id}  {made.Name}");
            return 0;
        });
        return command;
    }

    private static Command Add() => Changing(
        "add", "Put what a query finds, or the assets of --id, into a collection.", "added", (client, id, assets, cancelled) => client.AddToCollectionAsync(id, assets, cancelled));

    private static Command Remove() => Changing(
        "remove", "Take what a query finds, or the assets of --id, out of a collection. They stay in the library.", "taken out",
        (client, id, assets, cancelled) => client.RemoveFromCollectionAsync(id, assets, cancelled));

    private static Command Changing(string verb, string does, string done, Func<VitrineClient, string, CollectionAssets, CancellationToken, Task<JobStarted>> start)
    {
        var (data, database, json, which) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json(), Which());
        var query = new Argument<string[]>("QUERY") { Description = "Which assets: words, or the query language.", Arity = ArgumentArity.ZeroOrMore };
        var ids = new Option<string[]>("--id") { Description = "An asset's id; repeated for more. They are put in in this order.", HelpName = "ID" };
        var command = new Command(verb, does) { which, query, ids, data, database, json };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(query)!.Length > 0) == (result.GetValue(ids)!.Length > 0))
            {
                result.AddError("Name the assets either by a query or by --id.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            var collection = await FindAsync(server.Client, parsed.GetValue(which)!, cancellationToken);
            var assets = parsed.GetValue(ids) is { Length: > 0 } named ? new CollectionAssets(named) : new CollectionAssets(null, string.Join(' ', parsed.GetValue(query)!));
            var started = await start(server.Client, collection.Id, assets, cancellationToken);
            var job = await server.Client.JobAsync(started.Job, cancellationToken);
            for (; job.State is "queued" or "running"; job = await server.Client.JobAsync(started.Job, cancellationToken))
            {
                await Task.Delay(Pause, cancellationToken);
            }

            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(job, ApiJson.Default.JobView) : job.State == "done"
                ? $"{collection.Name}: {job.Changed:N0} of {job.Total:N0} {done}." : $"{collection.Name}: {job.Message ?? "The job did not come to its end."}");
            return job.State == "done" && job.Failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command Delete()
    {
        var (data, database, which) = (CommonOptions.Data(), CommonOptions.Database(), Which());
        var command = new Command("delete", "Delete a collection. Its assets stay in the library.") { which, data, database };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            var collection = await FindAsync(server.Client, parsed.GetValue(which)!, cancellationToken);
            await server.Client.DeleteCollectionAsync(collection.Id, cancellationToken);
            Console.WriteLine($"{collection.Name} is deleted. To bring it back within 90 days: ./vitrine collections restore {collection.Id}");
            return 0;
        });
        return command;
    }

    private static Command Restore()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var id = new Argument<string>("ID") { Description = "The id of a collection that was deleted." };
        var command = new Command("restore", "Bring a deleted collection back.") { id, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            try
            {
                var back = await server.Client.RestoreCollectionAsync(parsed.GetValue(id)!, cancellationToken);
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(back, ApiJson.Default.CollectionView) : $"{back.Name} is back with {back.Assets:N0} assets.");
                return 0;
            }
            catch (VitrineException refused) when (refused.Status == System.Net.HttpStatusCode.NotFound)
            {
                throw new LocalException("There is no such collection, or it was deleted too long ago.");
            }
        });
        return command;
    }

    private static Argument<string> Which() => new("COLLECTION") { Description = "A collection's name or id." };

    /// <summary>The collection of an id or a name.</summary>
    /// <exception cref="LocalException">There is none, or the name is written like that of several.</exception>
    private static async Task<CollectionView> FindAsync(VitrineClient client, string which, CancellationToken cancellationToken)
    {
        if (which.Length == 24 && which.All(char.IsAsciiHexDigitLower))
        {
            try
            {
                return await client.CollectionAsync(which, cancellationToken);
            }
            catch (VitrineException refused) when (refused.Status == System.Net.HttpStatusCode.NotFound)
            {
                // A name may look like an id.
            }
        }

        var page = await client.CollectionsAsync(which, null, cancellationToken);
        return page.Items.FirstOrDefault(one => one.Name == which)
            ?? (page.Items.Where(one => string.Equals(one.Name, which, StringComparison.OrdinalIgnoreCase)).ToArray() is [var alike] ? alike : null)
            ?? throw new LocalException($"There is no collection named {which}; ./vitrine collections list names them.");
    }

    private static Task<LocalServer> ServerOf(ParseResult parsed, Option<string> data, Option<string?> database, CancellationToken cancellationToken) =>
        LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken, "--packs", "none");
}
