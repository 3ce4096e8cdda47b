using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>
/// Puts the vocabulary that ships into a database: all of it at the first start, later the concepts and labels that a newer release adds, changes or
/// withdraws (<see cref="LabelDifference"/>). What people changed stays as they left it. Broader concepts and flags come with a concept and are theirs from then on.
/// </summary>
internal static class StarterPlanting
{
    /// <summary>In <c>stamp</c>: the digest of what was planted last, so that a start with nothing new reads one row.</summary>
    internal const string Stamp = "vocabulary";

    /// <summary>SQLite looks up each parameter of a statement by its name from the first on.</summary>
    private const int RowsAtOnce = 50;

    /// <summary>Does nothing where <paramref name="digest"/> was planted already. Two nodes may do it at once.</summary>
    /// <param name="read">Reads what ships: a start with nothing new has no use for it.</param>
    public static async Task PlantAsync(Database database, IdGenerator ids, Func<IReadOnlyList<StarterConcept>> read, string digest, CancellationToken cancellationToken = default)
    {
        if (await database.ReadAsync(session => PlantedAsync(session, cancellationToken), cancellationToken) == digest)
        {
            return;
        }

        var shipped = read();
        await database.WriteAsync(
            Actor.System,
            async session =>
            {
                if (session.Dialect.LockChangeLog is { } take)
                {
                    await session.ExecuteAsync(take, cancellationToken);
                    if (await PlantedAsync(session, cancellationToken) == digest)
                    {
                        return;
                    }
                }

                var known = await session.QueryAsync($"select slug, key from concept where slug is not null", row => (Slug: row.GetString(0), Key: row.GetInt64(1)), cancellationToken);
                var made = await ConceptsAsync(session, ids, shipped, known.ToDictionary(pair => pair.Slug, pair => pair.Key, StringComparer.Ordinal), cancellationToken);
                var changed = await LabelsAsync(session, shipped, made.ToHashSet(StringComparer.Ordinal), cancellationToken);
                if (known.Count > 0)
                {
                    await LogAsync(session, made, changed, cancellationToken);
                }

                await session.ExecuteAsync(
                    $"insert into stamp (name, value) values ({Stamp}, {digest}) on conflict (name) do update set value = excluded.value", cancellationToken);
            },
            cancellationToken);
    }

    private static Task<string?> PlantedAsync(DbSession session, CancellationToken cancellationToken) =>
        session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken);

    /// <summary>Makes the concepts that are not there, with their broader ones.</summary>
    /// <returns>Their slugs.</returns>
    private static async Task<string[]> ConceptsAsync(
        WriteSession session, IdGenerator ids, IReadOnlyList<StarterConcept> shipped, Dictionary<string, long> known, CancellationToken cancellationToken)
    {
        var missing = shipped.Where(concept => !known.ContainsKey(concept.Slug)).ToArray();
        await InsertAsync(
            session,
            Sql.Of($"insert into concept (id, slug, flags, created_at) values "),
            missing,
            concept => Sql.Of($"({ids.Next()}, {concept.Slug}, {concept.Flags}, {session.Now})"),
            cancellationToken);
        var keys = await KeysAsync(session, cancellationToken);
        await InsertAsync(
            session,
            Sql.Of($"insert into concept_broader (concept_key, broader_key) values "),
            missing.SelectMany(concept => concept.Broader.Distinct(StringComparer.Ordinal).Select(broader => (concept.Slug, Broader: broader))),
            pair => Sql.Of($"({keys[pair.Slug]}, {keys[pair.Broader]})"),
            cancellationToken);
        return [.. missing.Select(concept => concept.Slug)];
    }

    /// <returns>The slugs of the concepts that were there and have other labels now.</returns>
    private static async Task<string[]> LabelsAsync(WriteSession session, IReadOnlyList<StarterConcept> shipped, HashSet<string> made, CancellationToken cancellationToken)
    {
        var planted = await session.QueryAsync(
            $"select slug, language, label, role from planted_label", row => new PlantedLabel(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)), cancellationToken);
        var present = await session.QueryAsync(
            $"select l.key, c.key, c.slug, l.language, l.label, l.role from concept_label l join concept c on c.key = l.concept_key where c.merged_into is null",
            row => new PresentLabel(row.GetInt64(0), row.GetInt64(1), new PlantedLabel(row.TextOrNull(2) ?? "", row.GetString(3), row.GetString(4), row.GetInt64(5))),
            cancellationToken);
        var merged = await session.QueryAsync($"select slug from concept where slug is not null and merged_into is not null", row => row.GetString(0), cancellationToken);
        var difference = LabelDifference.Of(
            [.. shipped.SelectMany(concept => concept.Labels.Select(label => PlantedLabel.Of(concept.Slug, label)))], planted, present, made, merged.ToHashSet(StringComparer.Ordinal));

        if (difference.Withdrawn.Count > 0)
        {
            await session.ExecuteAsync(
                $"delete from concept_label where {session.Dialect.AnyOf(new RawSql("key"), [.. difference.Withdrawn.Select(row => row.Key)])}", cancellationToken);
        }

        foreach (var (slug, language, label, role) in difference.Withdrawn.Select(row => row.Label))
        {
            await session.ExecuteAsync($"delete from planted_label where slug = {slug} and language = {language} and label = {label} and role = {role}", cancellationToken);
        }

        var keys = await KeysAsync(session, cancellationToken);
        await InsertAsync(
            session,
            Sql.Of($"insert into concept_label (concept_key, language, label, folded, role) values "),
            difference.Added,
            label => Sql.Of($"({keys[label.Slug]}, {label.Language}, {label.Label}, {TextFold.Key(label.Label)}, {label.Role})"),
            cancellationToken);
        await InsertAsync(
            session,
            Sql.Of($"insert into planted_label (slug, language, label, role) values "),
            difference.Seen,
            label => Sql.Of($"({label.Slug}, {label.Language}, {label.Label}, {label.Role})"),
            cancellationToken);
        return [.. difference.Withdrawn.Select(row => row.Label).Concat(difference.Added).Select(label => label.Slug).Distinct(StringComparer.Ordinal).Where(slug => !made.Contains(slug))];
    }

    private static async Task<Dictionary<string, long>> KeysAsync(DbSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"select slug, key from concept where slug is not null", row => (row.GetString(0), row.GetInt64(1)), cancellationToken))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    /// <summary>Tells the followers, which may be other nodes. At the first start nobody follows yet.</summary>
    private static async Task LogAsync(WriteSession session, string[] made, string[] changed, CancellationToken cancellationToken)
    {
        var library = (await session.NumberAsync($"select min(key) from library", cancellationToken))!.Value;
        var keys = await KeysAsync(session, cancellationToken);
        foreach (var slug in made)
        {
            session.Log(new Change(library, LogSubject.Concept, keys[slug], ChangeEvent.Added));
        }

        foreach (var slug in changed)
        {
            session.Log(new Change(library, LogSubject.Concept, keys[slug], ChangeEvent.Changed));
        }
    }

    private static async Task InsertAsync<T>(WriteSession session, Sql into, IEnumerable<T> rows, Func<T, Sql> values, CancellationToken cancellationToken)
    {
        foreach (var some in rows.Chunk(RowsAtOnce))
        {
            var insert = Sql.Of($"{into}{values(some[0])}");
            foreach (var row in some.Skip(1))
            {
                insert.AppendLiteral(", ");
                insert.AppendFormatted(values(row));
            }

            await session.ExecuteAsync(insert, cancellationToken);
        }
    }
}
