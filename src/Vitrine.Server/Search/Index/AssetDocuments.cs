using System.Data.Common;
using Vitrine.Core.Claims;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>Reads what the index holds of assets from the rows that say it.</summary>
internal sealed class AssetDocuments(IndexedFields fields)
{
    private static readonly string[] Ledger = [ClaimAttributes.Rating.Name, ClaimAttributes.Pick.Name, ClaimAttributes.Person.Name];

    /// <summary>Of a date as it is kept.</summary>
    private const int YearLength = 4, MonthLength = 7;

    /// <summary>The documents of those among some assets that can be found.</summary>
    /// <param name="which">A condition on a column that holds keys of assets.</param>
    public async Task<List<IndexDocument>> ReadAsync(DbSession session, Func<RawSql, Sql> which, CancellationToken cancellationToken)
    {
        var documents = new Dictionary<long, IndexDocument>();
        var essences = new Dictionary<long, List<IndexDocument>>();
        var versions = new Dictionary<long, long>();
        var (maker, model) = (session.Dialect.JsonText("v.embedded", "cameraMake"), session.Dialect.JsonText("v.embedded", "cameraModel"));
        await session.QueryAsync(
            Sql.Of($"""
            select a.key, a.library_key, a.folder_key, a.kind, a.name_key, a.taken_at, a.created_at, v.bytes, v.essence_key, v.width, v.height, v.duration_ms, v.format,
                {maker}, {model}, a.version_key
            from asset a left join version v on v.key = a.version_key where {which(new RawSql("a.key"))} and a.trashed_at is null
            """),
            row =>
            {
                var document = new IndexDocument(row.GetInt64(0))
                    .Value(fields.Library, IndexedFields.Term(row.GetInt64(1)))
                    .Value(fields.Folder, IndexedFields.Term(row.GetInt64(2)))
                    .Value(fields.Kind, IndexedFields.Term(row.GetInt64(3)))
                    .Value(fields.NameKey, row.GetString(4))
                    .Number(fields.Added, row.GetInt64(6));
                if (row.TextOrNull(5) is { } taken)
                {
                    document.Value(fields.Taken, taken).Value(fields.Year, Beginning(taken, YearLength)).Value(fields.Month, Beginning(taken, MonthLength));
                }

                if (row.NumberOrNull(7) is { } bytes)
                {
                    document.Number(fields.Bytes, bytes);
                }

                File(document, row);
                if (row.NumberOrNull(8) is { } essence)
                {
                    (essences.TryGetValue(essence, out var same) ? same : essences[essence] = []).Add(document);
                }

                if (row.NumberOrNull(15) is { } version)
                {
                    versions.Add(document.Key, version);
                }

                documents.Add(document.Key, document);
                return true;
            },
            cancellationToken);
        await WordsAsync(session, which, documents, cancellationToken);
        await TagsAsync(session, which, documents, cancellationToken);
        await CountsAsync(session, which, documents, cancellationToken);
        await ColoursAsync(session, which, documents, cancellationToken);
        await PlacesAsync(session, which, documents, cancellationToken);
        await GroupsAsync(session, which, documents, cancellationToken);
        await ValuesAsync(session, which, documents, cancellationToken);
        await PagesAsync(session, essences, cancellationToken);
        await ShownAsync(session, versions, documents, cancellationToken);
        await CollectionsAsync(session, which, documents, cancellationToken);
        await ProblemsAsync(session, which, documents, cancellationToken);
        return [.. documents.Values];
    }

    private static string Beginning(string text, int length) => text.Length > length ? text[..length] : text;

    /// <summary>What the file of the current version is.</summary>
    private void File(IndexDocument document, DbDataReader row)
    {
        if (row.TextOrNull(12) is { } format)
        {
            document.Value(fields.Format, format);
        }

        if (row.NumberOrNull(9) is { } width)
        {
            document.Number(fields.Width, width);
        }

        if (row.NumberOrNull(10) is { } height)
        {
            document.Number(fields.Height, height);
        }

        if ((row.NumberOrNull(9), row.NumberOrNull(10)) is ({ } across, { } down))
        {
            document.Number(fields.Pixels, (double)across * down).Value(fields.Shape, across > down ? "landscape" : across < down ? "portrait" : "square");
        }

        if (row.NumberOrNull(11) is { } duration)
        {
            document.Number(fields.Duration, duration);
        }

        if (CameraName.Of(row.TextOrNull(13), row.TextOrNull(14)) is { } camera)
        {
            document.Value(fields.Camera, camera).Value(fields.CameraSaid, SortValues.Join([row.TextOrNull(13), row.TextOrNull(14)])!);
        }
    }

    private Task WordsAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select asset_key, words from shown_words where {which(new RawSql("asset_key"))}"),
        row =>
        {
            if (documents.GetValueOrDefault(row.GetInt64(0)) is not { } document)
            {
                return false;
            }

            foreach (var place in PackedWords.Read(row.GetString(1)).GroupBy(word => word.Field, word => word.Term))
            {
                // Pieces of a name, and a country in many languages, come several times without being said more often.
                document.Words(place.Key switch { SearchTermField.Name => fields.Name, SearchTermField.Place => fields.Place, _ => fields.Text }, place.Key == SearchTermField.Text ? place : place.Distinct());
            }

            return true;
        },
        cancellationToken);

    private Task TagsAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select asset_key, concept_key, confidence, source_type, state from shown_tag where {which(new RawSql("asset_key"))}"),
        row => documents.GetValueOrDefault(row.GetInt64(0))?.Part(
            fields.Tag, IndexedFields.Term(row.GetInt64(1)), new IndexPart((ushort)row.GetInt64(2), (byte)row.GetInt64(3), (byte)row.GetInt64(4))),
        cancellationToken);

    private Task CountsAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select a.key, s.concept_key, s.count from asset a join seen_count s on s.version_key = a.version_key where {which(new RawSql("a.key"))}"),
        row => documents.GetValueOrDefault(row.GetInt64(0))?.Value(fields.Seen, IndexedFields.SeenTerm(row.GetInt64(1), row.GetInt64(2))).Value(fields.Seen, IndexedFields.SeenTerm(IndexedFields.Anything, row.GetInt64(2))),
        cancellationToken);

    private Task ColoursAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select a.key, c.cell from asset a join seen_colour c on c.version_key = a.version_key where {which(new RawSql("a.key"))}"),
        row => documents.GetValueOrDefault(row.GetInt64(0))?.Value(fields.Colour, IndexedFields.Term(row.GetInt64(1))),
        cancellationToken);

    private Task PlacesAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select asset_key, latitude, longitude, country, town_folded from asset_place where {which(new RawSql("asset_key"))}"),
        row =>
        {
            if (documents.GetValueOrDefault(row.GetInt64(0)) is not { } document)
            {
                return false;
            }

            if (row.RealOrNull(1) is { } latitude && row.RealOrNull(2) is { } longitude)
            {
                document.Number(fields.Latitude, latitude).Number(fields.Longitude, longitude);
            }

            if (row.TextOrNull(3) is { } country)
            {
                document.Value(fields.Country, country);
            }

            if (row.TextOrNull(4) is { } town)
            {
                document.Value(fields.Town, town);
            }

            return true;
        },
        cancellationToken);

    private Task GroupsAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select asset_key, cover_key from asset_group_member where {which(new RawSql("asset_key"))} and cover_key is not null"),
        row => documents.GetValueOrDefault(row.GetInt64(0))?.Number(fields.Cover, row.GetInt64(1)),
        cancellationToken);

    private Task ValuesAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select s.asset_key, t.name, s.word, s.number from shown_value s join attribute t on t.key = s.attribute_key where {which(new RawSql("s.asset_key"))}"),
        row =>
        {
            if (documents.GetValueOrDefault(row.GetInt64(0)) is not { } document)
            {
                return false;
            }

            document.Value(fields.Value(row.GetString(1)), row.GetString(2));
            if (row.RealOrNull(3) is { } number)
            {
                document.Number(fields.Measure(row.GetString(1)), number);
            }

            return true;
        },
        cancellationToken);

    /// <summary>What the ledger shows where no table of shown values holds it.</summary>
    private async Task ShownAsync(DbSession session, Dictionary<long, long> versions, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken)
    {
        foreach (var claim in await ProjectedFields.ShownAsync(session, versions, Ledger, cancellationToken))
        {
            var document = documents[claim.Subject.Key];
            _ = claim.Value switch
            {
                ClaimValue.Person person => document.Part(
                    fields.Person, IndexedFields.Who(person.Key) + person.Track, new IndexPart((ushort)claim.Statement.Confidence, (byte)claim.Statement.Source.Type, (byte)claim.State)),
                ClaimValue.Number number => document.Number(claim.Attribute == ClaimAttributes.Pick ? fields.Pick : fields.Rating, (double)number.Amount),
                _ => document,
            };
        }
    }

    private Task CollectionsAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select m.asset_key, c.id from collection_asset m join collection c on c.key = m.collection_key where {which(new RawSql("m.asset_key"))}"),
        row => documents.GetValueOrDefault(row.GetInt64(0))?.Value(fields.Collection, row.GetString(1)),
        cancellationToken);

    private Task ProblemsAsync(DbSession session, Func<RawSql, Sql> which, Dictionary<long, IndexDocument> documents, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select a.key, p.code from asset a join problem p on p.version_key = a.version_key where {which(new RawSql("a.key"))}"),
        row => documents.GetValueOrDefault(row.GetInt64(0))?.Value(fields.Problem, row.GetString(1)),
        cancellationToken);

    private async Task PagesAsync(DbSession session, Dictionary<long, List<IndexDocument>> essences, CancellationToken cancellationToken)
    {
        foreach (var some in essences.Keys.Chunk(AssetIndex.Together))
        {
            await session.QueryAsync(
                Sql.Of($"select essence_key, term from document_term where {session.Dialect.AnyOf(new RawSql("essence_key"), some)}"),
                row =>
                {
                    string[] word = [row.GetString(1)];
                    foreach (var document in essences[row.GetInt64(0)])
                    {
                        document.Words(fields.Document, word);
                    }

                    return true;
                },
                cancellationToken);
        }
    }
}
