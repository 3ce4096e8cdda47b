using System.Security.Cryptography;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups.Verify;

/// <summary>Linked files: there, with the size and time they had, and with their bytes.</summary>
internal sealed class LinkedFileCheck(Verification library, VerifyTally tally, bool fix, bool quick)
{
    private const int Page = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var roots = await library.Database.ReadAsync(
            session => session.QueryAsync(
                $"select key, path from root where mode <> {RootMode.Copied} order by key", row => (Key: row.GetInt64(0), Path: row.GetString(1)), cancellationToken),
            cancellationToken);
        foreach (var (key, path) in roots)
        {
            if (RealPath.IsReal(path) && Directory.Exists(path))
            {
                await RootAsync(key, path, cancellationToken);
            }
            else
            {
                tally.Add(VerifyKind.RootOffline, path);
            }
        }
    }

    private async Task RootAsync(long root, string folder, CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            var page = await library.Database.ReadAsync(
                session => session.QueryAsync(
                    $"""
                    select l.key, l.path, l.bytes, l.modified, v.key, v.sha256 from link l left join version v on v.key = l.version_key
                    where l.root_key = {root} and l.key > {after} and l.state = {LinkState.Present} order by l.key limit {Page}
                    """,
                    row => new LinkRow(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.NumberOrNull(4), row.BytesOrNull(5)),
                    cancellationToken),
                cancellationToken);
            foreach (var link in page)
            {
                await LinkAsync(folder, link, cancellationToken);
                await tally.StepAsync("links");
            }

            if (page.Count < Page)
            {
                return;
            }

            after = page[^1].Key;
        }
    }

    private async Task LinkAsync(string folder, LinkRow link, CancellationToken cancellationToken)
    {
        var name = Path.Combine(folder, link.Path);
        if (link.Version is not { } version)
        {
            tally.Add(VerifyKind.LinkUnused, name);
            return;
        }

        if (FoundLink.Find(folder, link.Path) is not { } found)
        {
            tally.Add(VerifyKind.LinkMissing, name);
        }
        else if (found.Bytes != link.Bytes || found.Modified != link.Modified)
        {
            tally.Add(VerifyKind.LinkChanged, name);
        }
        else if (!quick)
        {
            await HashAsync(folder, link, version, found, name, cancellationToken);
        }
    }

    private async Task HashAsync(string folder, LinkRow link, long version, FoundLink found, string name, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = found.Open();
            tally.Bytes += link.Bytes;
            var same = (await SHA256.HashDataAsync(content, cancellationToken)).AsSpan().SequenceEqual(link.Sha256);

            // Written to while it was read, it is changed, not damaged; and an import may have taken it up since the row was read.
            if (!same && FoundLink.Find(folder, link.Path) is { } now && now == found && await IsAsReadAsync(link, cancellationToken))
            {
                tally.Add(VerifyKind.LinkDamaged, name);
                await MarkAsync(version, damaged: true, cancellationToken);
            }
            else if (same)
            {
                await MarkAsync(version, damaged: false, cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            tally.Add(VerifyKind.LinkUnreadable, $"{name}: {error.Message}");
        }
    }

    private async Task<bool> IsAsReadAsync(LinkRow link, CancellationToken cancellationToken) => await library.Database.ReadAsync(
        session => session.NumberAsync(
            $"""
            select l.key from link l join version v on v.key = l.version_key
            where l.key = {link.Key} and l.bytes = {link.Bytes} and l.modified = {link.Modified} and v.key = {link.Version} and v.sha256 = {link.Sha256}
            """,
            cancellationToken),
        cancellationToken) is not null;

    private async Task MarkAsync(long version, bool damaged, CancellationToken cancellationToken)
    {
        var marked = fix && (damaged || await library.Database.ReadAsync(
            session => session.NumberAsync($"select key from problem where version_key = {version} and step = {VerifyJob.Step} limit 1", cancellationToken), cancellationToken) is not null);
        if (marked)
        {
            await library.Database.WriteAsync(
                Actor.System,
                session => Verification.MarkAsync(
                    session, new RawSql("v.key"), version, damaged ? "damaged" : null,
                    "The file's bytes are no longer what they were, although its size and time are: the disk may be failing.", cancellationToken),
                cancellationToken);
        }
    }

    private sealed record LinkRow(long Key, string Path, long Bytes, long Modified, long? Version, byte[]? Sha256);
}
