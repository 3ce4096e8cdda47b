using System.CommandLine;
using System.Net;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine searches list|save|show|watch|delete|restore</c>: queries under a name.</summary>
internal static class SearchesCommand
{
    private const int PageSize = 500;

    public static Command Create() => new("searches", "List, save, show, watch or delete saved searches.") { List(), Save(), Show(), Watch(), Delete(), Restore() };

    private static Command List() => On(new Command("list", "The saved searches, by name: how much each finds, and how much of that is new."), async (client, parsed, json, cancellationToken) =>
    {
        var all = await AllAsync(client, cancellationToken);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new Page<SavedSearchView>(all, null), ApiJson.Default.PageSavedSearchView));
            return;
        }

        foreach (var one in all)
        {
            Console.WriteLine($"{one.Id}  {(one.Total is { } total ? $"{total,7:N0}" : "      ?")}  {one.Name}{(one.New > 0 ? $" ({one.New:N0} new)" : "")}  = {one.Query}");
        }

        Console.WriteLine(all.Count == 1 ? "1 search" : $"{all.Count:N0} searches");
    });

    private static Command Save()
    {
        var name = new Argument<string>("NAME") { Description = "What it is called." };
        var query = new Argument<string[]>("QUERY") { Description = "The query language: tag:shoe kind:image taken:2024", Arity = ArgumentArity.OneOrMore };
        var sort = new Option<string?>("--sort") { Description = "The order in which it is shown.", HelpName = "ORDER" };
        var phrase = new Option<bool>("--phrase") { Description = "Read the words as ordinary language, as the search box does." };
        var shared = new Option<bool>("--shared") { Description = "Everybody in the library sees it." };
        var watched = new Option<bool>("--watch") { Description = "Say how much it newly finds." };
        return On(new Command("save", "Keep a query under a name.") { name, query, sort, phrase, shared, watched }, async (client, parsed, json, cancellationToken) =>
        {
            var asked = new SavedSearchRequest(
                parsed.GetValue(name), string.Join(' ', parsed.GetValue(query)!), parsed.GetValue(sort), parsed.GetValue(phrase) ? "auto" : null, parsed.GetValue(shared), parsed.GetValue(watched));
            Say(await client.SaveSearchAsync(asked, cancellationToken), json, saved => $"{saved.Id}  {saved.Name}: {saved.Total:N0} found");
        });
    }

    private static Command Show()
    {
        var which = Which();
        return On(new Command("show", "What a saved search finds. What was new is no longer.") { which }, async (client, parsed, json, cancellationToken) =>
        {
            var search = await FindAsync(client, parsed.GetValue(which)!, cancellationToken);
            var items = new List<SearchItem>();
            string? cursor = null;
            do
            {
                var page = await client.SearchAsync(new SearchRequest(search.Query, PageSize, cursor, Sort: search.Sort) { Phrases = search.Phrases }, cancellationToken);
                items.AddRange(page.Items);
                cursor = page.Cursor;
            }
            while (cursor is not null);
            await client.LookedAtSearchAsync(search.Id, cancellationToken);
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(new SearchAnswer(items.Count, items, null), ApiJson.Default.SearchAnswer));
                return;
            }

            Console.WriteLine($"{search.Name}  ({search.Id})  = {search.Query}");
            var fresh = search.NewAssets.ToHashSet(StringComparer.Ordinal);
            foreach (var item in items)
            {
                Console.WriteLine($"{item.Id}  {item.Kind,-8}  {item.Folder.TrimEnd('/')}/{item.Name}{(fresh.Contains(item.Id) ? "  new" : "")}");
            }

            Console.WriteLine(items.Count == 1 ? "1 asset" : $"{items.Count:N0} assets");
        });
    }

    private static Command Watch()
    {
        var which = Which();
        var off = new Option<bool>("--off") { Description = "Watch it no longer." };
        return On(new Command("watch", "Say from now on how much a saved search newly finds.") { which, off }, async (client, parsed, json, cancellationToken) =>
        {
            var search = await FindAsync(client, parsed.GetValue(which)!, cancellationToken);
            var changed = await client.ChangeSearchAsync(search.Id, new SavedSearchChange(Watched: !parsed.GetValue(off)), cancellationToken);
            Say(changed, json, saved => saved.Watched ? $"{saved.Name} is watched: ./vitrine searches list says what is new." : $"{saved.Name} is no longer watched.");
        });
    }

    private static Command Delete()
    {
        var which = Which();
        return On(new Command("delete", "Delete a saved search.") { which }, async (client, parsed, _, cancellationToken) =>
        {
            var search = await FindAsync(client, parsed.GetValue(which)!, cancellationToken);
            await client.DeleteSearchAsync(search.Id, cancellationToken);
            Console.WriteLine($"{search.Name} is deleted. To bring it back within 90 days: ./vitrine searches restore {search.Id}");
        });
    }

    private static Command Restore()
    {
        var id = new Argument<string>("ID") { Description = "The id of a search that was deleted." };
        return On(new Command("restore", "Bring a deleted search back.") { id }, async (client, parsed, json, cancellationToken) =>
        {
            try
            {
                Say(await client.RestoreSearchAsync(parsed.GetValue(id)!, cancellationToken), json, saved => $"{saved.Name} is back.");
            }
            catch (VitrineException refused) when (refused.Status == HttpStatusCode.NotFound)
            {
                throw new LocalException("There is no such search, or it was deleted too long ago.");
            }
        });
    }

    private static Argument<string> Which() => new("SEARCH") { Description = "A saved search's name or id." };

    /// <summary>A command that asks the server of the library.</summary>
    private static Command On(Command command, Func<VitrineClient, ParseResult, bool, CancellationToken, Task> act)
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        command.Add(data);
        command.Add(database);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken, "--packs", "none");
            await act(server.Client, parsed, parsed.GetValue(json), cancellationToken);
            return 0;
        });
        return command;
    }

    private static void Say(SavedSearchView search, bool json, Func<SavedSearchView, string> sentence) =>
        Console.WriteLine(json ? JsonSerializer.Serialize(search, ApiJson.Default.SavedSearchView) : sentence(search));

    private static async Task<List<SavedSearchView>> AllAsync(VitrineClient client, CancellationToken cancellationToken)
    {
        var all = new List<SavedSearchView>();
        string? cursor = null;
        do
        {
            var page = await client.SearchesAsync(cursor, cancellationToken);
            all.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>The search of an id or a name, one's own before those that others share.</summary>
    /// <exception cref="LocalException">There is none.</exception>
    private static async Task<SavedSearchView> FindAsync(VitrineClient client, string which, CancellationToken cancellationToken)
    {
        var all = await AllAsync(client, cancellationToken);
        return all.Find(one => one.Id == which)
            ?? all.OrderByDescending(one => one.Mine).FirstOrDefault(one => one.Name.Equals(which, StringComparison.OrdinalIgnoreCase))
            ?? throw new LocalException($"There is no saved search named {which}; ./vitrine searches list names them.");
    }
}
