using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>The fields of one asset as pages and the API show them.</summary>
public sealed class AssetFieldsReader(Database database, FieldCatalog catalog, FieldGuard guard)
{
    private static readonly ILookup<string, ShownClaim> None = Array.Empty<ShownClaim>().ToLookup(claim => claim.Attribute.Name, StringComparer.Ordinal);

    /// <summary>Null where the library has no such asset.</summary>
    public Task<AssetFields?> GetAsync(Principal principal, string id, CancellationToken cancellationToken) => database.ReadAsync(
        async session => PublicId.TryParse(id, out _) && await session.FirstAsync(
            $"select key, version_key from asset where id = {id} and library_key = {principal.LibraryKey}", row => (Key: row.GetInt64(0), Version: row.NumberOrNull(1)), cancellationToken) is { Key: > 0 } asset
                ? await ReadAsync(session, principal.LibraryKey, asset.Key, asset.Version, cancellationToken)
                : null,
        cancellationToken);

    /// <summary>The fields of an asset that is yet to come, in a folder that may be yet to come as well: what there is beside the values that it would have, and what is wrong with these.</summary>
    /// <param name="folder">A path of names; the library's root where it is empty.</param>
    public async Task<(IReadOnlyList<AssetField> Fields, IReadOnlyList<ValueProblem> Problems)> ForeseeAsync(
        Principal principal, string? folder, IReadOnlyDictionary<string, JsonElement> said, CancellationToken cancellationToken)
    {
        var problems = new List<ValueProblem>();
        var changes = guard.Read(principal.LibraryKey, said, problems);
        return await database.ReadAsync(
            async session =>
            {
                var at = await FolderTree.NearestAsync(session, principal.LibraryKey, FolderTree.Names(folder), cancellationToken);
                var applied = catalog.Of(principal.LibraryKey).Schema.Applied((await AssetFolders.OfAsync(session, "", at, cancellationToken)).Up);

                // What nobody says is what is given without a word.
                var given = applied.Where(one => one.Default.Count > 0).ToDictionary(one => one.Field.Name, StringComparer.Ordinal);
                var values = changes.ToLookup(change => change.Field.Name, StringComparer.Ordinal);
                problems.AddRange(await FieldGuard.CheckAsync(session, new LedgerSubject(0, principal.LibraryKey, null), applied, Given, changes, complete: false, cancellationToken));
                return ((IReadOnlyList<AssetField>)[.. applied.Select(one => View(one, None, Look))], (IReadOnlyList<ValueProblem>)problems);

                IReadOnlyList<string> Given(string name) => given.TryGetValue(name, out var one) ? [.. one.Default.Select(value => FieldText.Of(one.Field, value))] : [];

                IReadOnlyList<string> Look(string name) => values[name].LastOrDefault() is { } change ? [.. change.Values.Select(value => FieldText.Of(change.Field, value))] : Given(name);
            },
            cancellationToken);
    }

    /// <summary>A field without a value, to be entered.</summary>
    internal static AssetField Empty(Field field) => View(new AppliedField(field, field.Required, ReadOnly: false, []), None, _ => []);

    private async Task<AssetFields?> ReadAsync(DbSession session, long library, long asset, long? version, CancellationToken cancellationToken)
    {
        var schema = catalog.Of(library).Schema;
        if (schema.Live.Count == 0 || await AssetFolders.OfAsync(session, asset, cancellationToken) is not { } spot)
        {
            return new AssetFields([], Complete: true);
        }

        var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset], cancellationToken);
        var shown = ShownValue.Resolve(entries.Where(entry => FieldAttributes.IsField(entry.Attribute)), new LedgerView(version))
            .Where(claim => claim is { IsVisible: true, Value: not null }).ToLookup(claim => claim.Attribute.Name, StringComparer.Ordinal);
        var applied = schema.Applied(spot.Up);

        // What an asset has though its folder has it not is shown and may be taken away.
        AppliedField[] others = [.. schema.Live.Where(field => shown[field.Attribute.Name].Any() && applied.All(one => one.Field.Id != field.Id)).Select(field => new AppliedField(field, false, true, []))];
        var fields = applied.Concat(others).Select(one => View(one, shown, Look)).ToArray();
        return new AssetFields(fields, fields.All(one => !one.Required || !one.Applies || one.State == "accepted"));

        IReadOnlyList<string> Look(string name) => schema.ByName.TryGetValue(name, out var field)
            ? [.. shown[field.Attribute.Name].Where(claim => claim.State == ClaimState.Accepted).Select(claim => FieldText.Of(field, claim.Value!))]
            : [];
    }

    private static AssetField View(AppliedField one, ILookup<string, ShownClaim> shown, FieldLook look)
    {
        var field = one.Field;
        var claims = shown[field.Attribute.Name].OrderBy(claim => claim.Winner.Sequence).ToArray();
        var accepted = claims.Where(claim => claim.State == ClaimState.Accepted).ToArray();
        ClaimValue[] values = [.. accepted.Select(claim => claim.Value!)];
        var limited = field.Rules.Any(rule => rule.Options is not null);
        return new AssetField(
            field.Id, field.Name, field.Label, field.Type.ToString(), field.Group, field.Help, values.Length > 0 ? FieldText.Json(field, values) : null,
            [.. values.Select(value => FieldText.Shown(field, value))], accepted.Length > 0 ? "accepted" : null, accepted.Length > 0 ? Word(accepted[0]) : null,
            accepted.Length > 0 ? accepted[0].Statement.Confidence / 100.0 : null, one.Required, one.ReadOnly, field.Applies(look),
            limited ? [.. field.Options.All.Where(option => field.Offers(option.Value, look)).Select(option => option.Value)] : null,
            values.Select(value => FieldReader.Read(field, FieldText.Of(field, value)).Problem?.Message).FirstOrDefault(message => message is not null))
        {
            Suggestions =
            [
                .. claims.Where(claim => claim.State == ClaimState.Suggested).Select(claim => new FieldSuggestion(
                    claim.Statement.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), FieldText.Of(field, claim.Value!), FieldText.Shown(field, claim.Value!), claim.Statement.Confidence / 100.0)),
            ],
        };
    }

    private static string Word(ShownClaim claim) => (claim.Winner.Rank == ClaimRank.Person ? SourceType.Person : claim.Statement.Source.Type).ToString().ToLowerInvariant();
}
