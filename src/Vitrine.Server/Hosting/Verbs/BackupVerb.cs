using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Backups;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Hosting.Verbs;

/// <summary><c>backup DIR [--keep N] [--deep] [--accept-missing] [--link] [--database …]</c>: of a library that no server serves; a running one is asked by the command line instead.</summary>
internal static class BackupVerb
{
    public static async Task<int> RunAsync(string data, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var (order, options, json) = Parse(data, arguments);
            await using var library = await OpenedLibrary.OpenAsync(options, TimeProvider.System, cancellationToken);
            try
            {
                var result = await new Backup(library.Database, library.Blobs, data).RunAsync(order, (done, total) => VerbProgress.ShowAsync("Backing up", done, total), cancellationToken);
                new CopyRecord(result.Manifest.EndedAt, Ok: true, result.Sentence, result.Folder).WriteBackup(data);
                VerbProgress.End(new CopyView(result.Manifest.EndedAt, Ok: true, result.Sentence), json);
                return 0;
            }
            catch (BackupException error)
            {
                new CopyRecord(TimeProvider.System.GetUtcNow(), Ok: false, error.Message, Path: null).WriteBackup(data);
                throw;
            }
        }
        catch (Exception error) when (error is BackupException or StorageException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    private static (BackupOrder Order, ServerOptions Options, bool Json) Parse(string data, IReadOnlyList<string> arguments)
    {
        var order = new BackupOrder("");
        var json = false;
        List<string> rest = ["--data", data];
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--keep" when i + 1 < arguments.Count && int.TryParse(arguments[i + 1], System.Globalization.CultureInfo.InvariantCulture, out var keep) && keep is >= 1 and <= 10_000:
                    order = order with { Keep = keep };
                    i++;
                    break;
                case "--keep":
                    throw new ArgumentException("--keep takes a number from 1 to 10,000.");
                case "--deep":
                    order = order with { Deep = true };
                    break;
                case "--accept-missing":
                    order = order with { AcceptMissing = true };
                    break;
                case "--link":
                    order = order with { Link = true };
                    break;
                case "--json":
                    json = true;
                    break;
                case "--database" or "--blobs" when i + 1 < arguments.Count:
                    rest.AddRange([arguments[i], arguments[++i]]);
                    break;
                case var folder when !folder.StartsWith('-') && order.Folder.Length == 0:
                    order = order with { Folder = Path.GetFullPath(folder) };
                    break;
                default:
                    throw new ArgumentException($"backup does not know '{arguments[i]}'.");
            }
        }

        return order.Folder.Length > 0 ? (order, ServerOptions.Parse(rest), json) : throw new ArgumentException("Name the folder to back up into: ./vitrine backup DIR");
    }
}

/// <summary>How far a verb is, on standard error, and what it says at its end.</summary>
internal static class VerbProgress
{
    public static Task ShowAsync(string what, long done, long total)
    {
        if (total > 0 && !Console.IsErrorRedirected)
        {
            Console.Error.Write(FormattableString.Invariant($"\r{what}: {done} of {total} originals "));
        }

        return Task.CompletedTask;
    }

    public static void End(CopyView result, bool json)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\r".PadRight(60) + "\r");
        }

        Console.WriteLine(json ? JsonSerializer.Serialize(result, ApiJson.Default.CopyView) : result.Message);
    }
}
