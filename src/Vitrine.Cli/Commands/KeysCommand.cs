using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine keys list|create|revoke</c>: what lets programs in with no more rights than they need.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "List, create or revoke keys for programs.") { List(), CreateOne(), Revoke() };

    private static Command List()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var command = new Command("list", "The keys that were not revoked.") { data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            var keys = await server.Client.KeysAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(keys, ApiJson.Default.IReadOnlyListKeyView));
                return 0;
            }

            foreach (var key in keys)
            {
                Console.WriteLine($"{key.Id}  {key.Prefix}  {string.Join(',', key.Scopes),-20}  {Day(key.ExpiresAt, "no end"),-10}  used {Day(key.LastUsedAt, "never"),-10}  {key.Name}");
            }

            Console.WriteLine(keys.Count == 1 ? "1 key" : $"{keys.Count} keys");
            return 0;
        });
        return command;
    }

    private static Command CreateOne()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var name = new Argument<string>("NAME") { Description = "What the key is for." };
        var scope = new Option<string[]>("--scope")
        {
            Description = "What it may do: view, upload, edit (holds both) or own (holds all); repeated or joined by commas.", HelpName = "SCOPE", Required = true,
        };
        var days = new Option<int?>("--days") { Description = "It ends after so many days; by default it does not.", HelpName = "N" };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 36_500)
            {
                result.AddError("--days is a number from 1 to 36500.");
            }
        });
        var command = new Command("create", "Make a key and print its secret, this once.") { name, scope, days, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            string[] scopes = [.. parsed.GetValue(scope)!.SelectMany(one => one.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
            DateTimeOffset? ends = parsed.GetValue(days) is { } after ? TimeProvider.System.GetUtcNow().AddDays(after) : null;
            var made = await server.Client.CreateKeyAsync(new KeyRequest(parsed.GetValue(name), scopes, ends), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(made, ApiJson.Default.KeyMade));
                return 0;
            }

            // The secret alone is what a script wants to keep.
            Console.WriteLine(made.Secret);
            await Console.Error.WriteLineAsync($"This key is not shown again. To take it back: ./vitrine keys revoke {made.Key.Id}");
            return 0;
        });
        return command;
    }

    private static Command Revoke()
    {
        var (data, database) = (CommonOptions.Data(), CommonOptions.Database());
        var id = new Argument<string>("ID") { Description = "The key's id, or the beginning of its secret as the list shows it." };
        var command = new Command("revoke", "Revoke a key, at once.") { id, data, database };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await ServerOf(parsed, data, database, cancellationToken);
            var wanted = parsed.GetValue(id)!;
            var keys = await server.Client.KeysAsync(cancellationToken);
            var key = keys.SingleOrDefault(key => key.Id == wanted || wanted == key.Prefix || wanted.StartsWith(key.Prefix + "_", StringComparison.Ordinal))
                ?? throw new LocalException("There is no such key; ./vitrine keys list names them.");
            await server.Client.RevokeKeyAsync(key.Id, cancellationToken);
            Console.WriteLine($"{key.Name} is revoked.");
            return 0;
        });
        return command;
    }

    private static Task<LocalServer> ServerOf(ParseResult parsed, Option<string> data, Option<string?> database, CancellationToken cancellationToken) =>
        LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken, "--packs", "none");

    private static string Day(DateTimeOffset? at, string none) => at?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? none;
}
