using Vitrine.Contracts;
using Vitrine.Server.Backups;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Blobs.S3;

namespace Vitrine.Server.Hosting.Verbs;

/// <summary><c>restore DIR[/NAME] [--accept-missing] [--database …] [--blobs …]</c>: puts a backup or a snapshot back, without a server.</summary>
internal static class RestoreVerb
{
    public static async Task<int> RunAsync(string data, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            string? source = null;
            var target = new RestoreTarget(data);
            var json = false;
            for (var i = 0; i < arguments.Count; i++)
            {
                switch (arguments[i])
                {
                    case "--database" when i + 1 < arguments.Count:
                        target = target with { Database = arguments[++i] };
                        break;
                    case "--blobs" when i + 1 < arguments.Count:
                        target = target with { Blobs = new BlobPlace(S3Address.Parse(arguments[++i])) };
                        break;
                    case "--accept-missing":
                        target = target with { AcceptMissing = true };
                        break;
                    case "--json":
                        json = true;
                        break;
                    case var path when !path.StartsWith('-') && source is null:
                        source = Path.GetFullPath(path);
                        break;
                    default:
                        throw new ArgumentException($"restore does not know '{arguments[i]}'.");
                }
            }

            var from = source ?? throw new ArgumentException("Name the backup: ./vitrine restore DIR[/NAME] --data DIR");
            var result = await new Restore(TimeProvider.System).RunAsync(from, target, (done, total) => _ = VerbProgress.ShowAsync("Restoring", done, total), cancellationToken);
            VerbProgress.End(new CopyView(result.Manifest.StartedAt, Ok: true, result.Sentence), json);
            return 0;
        }
        catch (Exception error) when (error is BackupException or StorageException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
