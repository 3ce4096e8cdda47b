using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Work;

internal static class ReadMetadata
{
    /// <summary>Assets that a dry run looks at, and changes that it tells.</summary>
    private const int MostLooked = 1_000, MostExamples = 50, Together = 50;

    public static void MapReadMetadata(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/metadata/read", Handle).WithName("ReadMetadata")
            .WithSummary("Understands the metadata of files again, with the properties that fields name now. dryRun answers what would change.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest))
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Accepted<JobStarted>, Ok<ReadMetadataPreview>>> Handle(
        ReadMetadataRequest request, Principal principal, Database database, AssetSearch search, JobStart start, FileClaims claims, ClaimLedger ledger, VocabularyStore vocabulary, HttpRequest http, CancellationToken cancellationToken)
    {
        if (request is { DryRun: true, Files: true })
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "What is in the files is known only when they were opened: a dry run looks at stored tags.");
        }

        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.ReadMetadataRequest));
        if (!request.DryRun && await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var keys = await Selection.ResolveAsync(request.Ids, request.Query, request.Expected, request.WholeGroups, trashed: false, principal, database, search, cancellationToken);
        if (request.DryRun)
        {
            return TypedResults.Ok(await PreviewAsync(keys, principal, database, claims, ledger, vocabulary, cancellationToken));
        }

        return await start.StartAsync(
            principal, JobKinds.ReadMetadata, JsonSerializer.Serialize(request with { Ids = null }, ApiJson.Default.ReadMetadataRequest), keys, once, cancellationToken);
    }

    private static async Task<ReadMetadataPreview> PreviewAsync(
        long[] keys, Principal principal, Database database, FileClaims claims, ClaimLedger ledger, VocabularyStore vocabulary, CancellationToken cancellationToken)
    {
        var examples = new List<MetadataChange>();
        long changed = 0;
        foreach (var some in keys.Take(MostLooked).Chunk(Together))
        {
            await database.ReadAsync(
                async session =>
                {
                    var assets = await session.QueryAsync(
                        Sql.Of($"select key, version_key, id, name from asset where {session.Dialect.AnyOf(new RawSql("key"), some)} and version_key is not null order by key"),
                        row => (Subject: new LedgerSubject(row.GetInt64(0), principal.LibraryKey, row.GetInt64(1)), Id: row.GetString(2), Name: row.GetString(3)),
                        cancellationToken);
                    foreach (var (subject, id, name) in assets)
                    {
                        var would = await ChangesAsync(session, subject, id, name, claims, ledger, vocabulary, cancellationToken);
                        changed += would.Count > 0 ? 1 : 0;
                        examples.AddRange(would.Take(MostExamples - examples.Count));
                    }

                    return 0;
                },
                cancellationToken);
        }

        return new ReadMetadataPreview(keys.Length, Math.Min(keys.Length, MostLooked), changed, examples);
    }

    private static async Task<List<MetadataChange>> ChangesAsync(
        DbSession session, LedgerSubject asset, string id, string name, FileClaims claims, ClaimLedger ledger, VocabularyStore vocabulary, CancellationToken cancellationToken)
    {
        var changes = new List<MetadataChange>();
        foreach (var reading in await StoredReadings.OfAsync(session, asset.CurrentVersion!.Value, cancellationToken))
        {
            var said = FileClaims.Said(reading.Holder, reading.Sha256, await claims.PreviewAsync(session, asset.LibraryKey, reading.Said, reading.Tags, cancellationToken), reading.Tags);
            var plan = await ledger.CompareAsync(session, asset, said, cancellationToken);
            var source = reading.Holder == FileHolder.Sidecar ? "sidecar" : "file";
            changes.AddRange(plan.Append.Select(entry => new MetadataChange(id, name, entry.Attribute.Name, entry.Language, Text(entry.Value, said, vocabulary), Added: true, source)));
            changes.AddRange(plan.Withdraw.Select(entry => new MetadataChange(id, name, entry.Attribute.Name, entry.Language, Text(entry.Value, said, vocabulary), Added: false, source)));
        }

        return changes;
    }

    private static string Text(ClaimValue? value, FileSaid said, VocabularyStore vocabulary) =>
        said.Claims.FirstOrDefault(claim => claim.Value.Canonical == value?.Canonical)?.Literal ?? value switch
        {
            ClaimValue.Concept concept => vocabulary.LabelOf(concept.Key),
            ClaimValue.Text text => text.Content,
            ClaimValue.Date date => EdtfDate.Format(date),
            ClaimValue.Place place => string.Join(", ", new[] { place.Town, place.Region, place.Country }.Where(part => part is not null)),
            null => "",
            _ => value.Canonical[2..],
        };
}
