using System.Collections.Concurrent;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Access;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Search.Examples;

/// <summary>Finds the pictures of examples, and what was seen in them. What was not looked at yet, or by another model, is looked at now.</summary>
internal sealed class ExampleSource(Database database, RenditionStore renditions, PictureReader pictures, ExampleStore store)
{
    private static readonly QuerySentence Expected = new(SearchSentences.IdOfPicture);

    /// <summary>Pictures and parts of them that were looked at: a search that is asked again and again needs no model for that.</summary>
    private const int MostLooked = 2_000;

    private readonly ConcurrentDictionary<(string Picture, Box? Part, string Model), SeenPicture> looked = new();

    /// <summary>The picture, with its text in a query; or what is wrong with the example.</summary>
    /// <param name="model">In whose space it is to be compared; null where no model is installed.</param>
    public async Task<(ExamplePicture? Picture, Example Example, QueryProblem? Problem)> FindAsync(Principal principal, Example example, string? model, CancellationToken cancellationToken)
    {
        try
        {
            if (example.Address is { } address)
            {
                var fetched = await store.AtAddressAsync(principal, address, cancellationToken);
                return (await OfUploadAsync(fetched, example, model, cancellationToken), example with { Id = fetched.Id, Address = null }, null);
            }

            var id = example.Id!;
            if (!PublicId.TryParse(id, out _))
            {
                return (null, example, QueryProblems.Of(new(SearchSentences.NoPictureNamed, SearchFields.Shown(id)), 0, Expected));
            }

            return await OfAssetAsync(principal, id, example, model, cancellationToken) is { } asset ? (asset, example, null)
                : await database.ReadAsync(session => ExampleRows.FindAsync(session, principal.LibraryKey, id, cancellationToken), cancellationToken) is { } row
                    ? (await OfUploadAsync(row, example, model, cancellationToken), example, null)
                : (null, example, QueryProblems.Of(new(SearchSentences.NoPictureHere, id), 0, Expected));
        }
        catch (UnseenPictureException unseen)
        {
            return (null, example, QueryProblems.Of(unseen.Sentence, 0, Expected));
        }
    }

    private async Task<ExamplePicture?> OfAssetAsync(Principal principal, string id, Example example, string? model, CancellationToken cancellationToken)
    {
        var (found, known, likeness) = await database.ReadAsync(
            async session =>
            {
                var found = await session.FirstAsync(
                    $"""
                    select a.key, a.name, v.essence_key, v.sha256, e.sha256 from asset a join version v on v.key = a.version_key join essence e on e.key = v.essence_key
                    where a.id = {id} and a.library_key = {principal.LibraryKey} and a.trashed_at is null
                    """,
                    row => new Seen(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.Bytes(3), row.Bytes(4)),
                    cancellationToken);
                return found is null
                    ? default
                    : (found, (await LikenessRows.VectorsAsync(session, [found.EssenceKey], cancellationToken)).GetValueOrDefault(found.EssenceKey, []),
                        await session.FirstAsync(
                            $"select hashes, sketch from fingerprint where essence_key = {found.EssenceKey}", row => Likeness.Read(row.Bytes(0), row.BytesOrNull(1)), cancellationToken));
            },
            cancellationToken);
        if (found is null)
        {
            return null;
        }

        if (example.Box is null && known!.Any(seen => seen.Space == model))
        {
            return new ExamplePicture(model!, known!.First(seen => seen.Space == model).Vector, example.Weight, found.Key, found.Sha256, likeness);
        }

        var seen = await LookAsync(
            Convert.ToHexString(found.Essence),
            async () => await renditions.ReadAsync(found.Essence, Recipes.Preview, cancellationToken) ?? throw new UnseenPictureException(new QuerySentence(SearchSentences.NoPictureOf, found.Name)),
            example.Box, model, cancellationToken);
        return example.Box is null
            ? new ExamplePicture(seen.Model, seen.Vector, example.Weight, found.Key, found.Sha256, Of(seen) ?? likeness)
            : OfPart(seen, example, found.Key);
    }

    private async Task<ExamplePicture> OfUploadAsync(ExampleRow row, Example example, string? model, CancellationToken cancellationToken)
    {
        if (example.Box is null && row.Seen.Model == model)
        {
            return new ExamplePicture(row.Seen.Model, row.Seen.Vector, example.Weight, null, row.Sha256, Of(row.Seen));
        }

        var seen = await LookAsync(row.Id, () => Task.FromResult(row.Preview), example.Box, model, cancellationToken);
        return example.Box is null
            ? new ExamplePicture(seen.Model, seen.Vector, example.Weight, null, row.Sha256, Of(seen) ?? Of(row.Seen))
            : OfPart(seen, example, null);
    }

    private static ExamplePicture OfPart(SeenPicture seen, Example example, long? asset) => new(seen.Model, seen.Vector, example.Weight, asset, null, null);

    private static Likeness? Of(SeenPicture seen) => Likeness.Read(seen.Print?.Hashes, seen.Print?.Sketch);

    /// <param name="picture">What names the picture.</param>
    private async Task<SeenPicture> LookAsync(string picture, Func<Task<byte[]>> preview, Box? part, string? model, CancellationToken cancellationToken)
    {
        if (looked.TryGetValue((picture, part, model ?? ""), out var known))
        {
            return known;
        }

        var seen = await pictures.LookAsync(await preview(), part, model, cancellationToken);
        if (looked.Count >= MostLooked)
        {
            looked.Clear();
        }

        return looked[(picture, part, model ?? "")] = seen;
    }

    private sealed record Seen(long Key, string Name, long EssenceKey, byte[] Sha256, byte[] Essence);
}
