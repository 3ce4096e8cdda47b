using System.Security.Cryptography;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import.Sidecars;

/// <summary>Reads one sidecar: its bytes here, for their hash; what they say in a decode child, which sees hostile bytes. What it says becomes claims of the asset.</summary>
public sealed class SidecarReading(IMediaRunner media, FileClaims claims)
{
    /// <summary>Name of the step in problems and of the stored tags.</summary>
    public const string Step = "sidecar";

    internal const int LargestFile = 4 << 20;

    /// <summary>Beyond a second of reading the starting of a child may come.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <returns>Whether the asset's claims changed.</returns>
    public async Task<bool> ReadAsync(RunningJob job, ImportRoot root, SidecarRow row, CancellationToken cancellationToken)
    {
        var (content, path, trouble) = await BytesAsync(root, row, cancellationToken);
        if (content is null)
        {
            if (trouble is not null)
            {
                await WriteAsync(job, row, null, null, trouble, cancellationToken);
            }

            return false;
        }

        var read = row with { Sha256 = SHA256.HashData(content) };
        var (answer, failure) = await media.DecodeAsync(new DecodeRequest(path!, Path.GetFileName(row.Path), [DecodeSteps.Metadata]), Limit, cancellationToken);
        if (failure is { Kind: MediaFailureKind.Unavailable or MediaFailureKind.Interrupted or MediaFailureKind.Unreadable } || !IsStill(path!, row))
        {
            // It stays unread: the next look at its folder reads it.
            return false;
        }

        var embedded = answer?.Embedded;
        var problem = ProblemOf(Path.GetFileName(row.Path), embedded, failure);

        // What cannot be read says nothing; it takes nothing back either.
        // Where the file is copied, the sidecar stays with the copy.
        var kept = root.Mode == RootMode.Copied ? new KeptSidecar(AssetName.Shown(Path.GetFileName(row.Path)), row.Naming, content, read.Sha256) : null;
        return await WriteAsync(job, read, embedded is { Tags.Count: > 0 } ? embedded : null, kept, problem, cancellationToken);
    }

    private static Problem? ProblemOf(string name, EmbeddedMetadata? read, MediaFailure? failure) =>
        failure is not null ? new Problem(Step, "sidecar-" + failure.Code, $"The sidecar {name} could not be read: {failure.Message}")
        : read is { Tags.Count: > 0 } ? read.Problems is [var partly, ..] ? new Problem(Step, partly.Code, $"The sidecar {name}: {partly.Message}") : null
        : new Problem(Step, "sidecar-broken", read?.Problems is [var why, ..] ? $"The sidecar {name}: {why.Message}" : $"The sidecar {name} holds no XMP metadata.");

    private static async Task<(byte[]? Content, string? Path, Problem? Problem)> BytesAsync(ImportRoot root, SidecarRow row, CancellationToken cancellationToken)
    {
        if (row.Bytes > LargestFile)
        {
            return (null, null, new Problem(Step, "sidecar-too-large", $"The sidecar {Path.GetFileName(row.Path)} has {row.Bytes:N0} bytes; the limit is {LargestFile:N0}. It was not read."));
        }

        try
        {
            if (FoundLink.Find(root.Path, row.Path) is not { } found || found.Bytes != row.Bytes || found.Modified != row.Modified)
            {
                return default;
            }

            await using var file = found.Open();
            var content = new byte[row.Bytes];
            await file.ReadExactlyAsync(content, cancellationToken);
            return (content, found.Path, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, null, new Problem(Step, "sidecar-not-readable", $"The sidecar {Path.GetFileName(row.Path)} cannot be read: {error.Message}"));
        }
    }

    private static bool IsStill(string path, SidecarRow row) => FileStat.Of(path) is { } now && now.Bytes == row.Bytes && now.Modified == row.Modified;

    private async Task<bool> WriteAsync(RunningJob job, SidecarRow row, EmbeddedMetadata? said, KeptSidecar? kept, Problem? problem, CancellationToken cancellationToken) => (await job.Database.WriteAsync(
        Actor.System,
        async session =>
        {
            if (said is not null)
            {
                await EmbeddedListing.LockAsync(session, cancellationToken);
            }

            await SidecarRows.EndAsync(session, row, SidecarState.Read, cancellationToken);
            if (await ClaimLedger.FindAsync(session, row.AssetKey!.Value, cancellationToken) is not { CurrentVersion: { } version } asset)
            {
                return false;
            }

            await ProblemAsync(session, version, problem, cancellationToken);
            var changed = false;
            if (said is not null)
            {
                if (kept is not null)
                {
                    await KeptSidecars.KeepAsync(session, asset.AssetKey, kept, cancellationToken);
                }

                await EmbeddedTagsReader.SaveAsync(session, version, Step, said.Tags, cancellationToken);
                changed = await claims.WriteAsync(session, asset, FileHolder.Sidecar, row.Sha256!, said.Normalised, said.Tags, cancellationToken);
            }

            session.Log(new Change(asset.LibraryKey, LogSubject.Asset, asset.AssetKey, ChangeEvent.Changed, ChangedParts.Facts));
            return changed;
        },
        cancellationToken)).Value;

    private static async Task ProblemAsync(WriteSession session, long version, Problem? problem, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from problem where version_key = {version} and step = {Step}", cancellationToken);
        if (problem is not null)
        {
            await session.ExecuteAsync(
                $"insert into problem (version_key, step, code, message) values ({version}, {problem.Step}, {problem.Code}, {Storable.Text(problem.Message)})", cancellationToken);
        }
    }
}
