using Vitrine.Benchmarks.Search;
using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Benchmarks.Claims;

/// <summary>
/// What is said about the assets of a synthetic library, by statements that give the same rows on both engines: half of the claims are AI tags with their evidence and the shown row of each,
/// a quarter keywords of files, the rest titles, descriptions, creators and ratings that a file or a person said.
/// </summary>
internal sealed class SyntheticClaims(Database database, int assets, int claims)
{
    /// <summary>Assets in one transaction.</summary>
    private const int Together = 10_000;

    private const long Beginning = 1_600_000_000_000;

    private static readonly string[] Texts = ["title", "description", "creator", "headline", "credit", "source", "copyright", "usage-terms"];

    public async Task FillAsync()
    {
        await WriteAsync(async session =>
        {
            foreach (var name in (string[])["tag", .. Texts])
            {
                await session.ExecuteAsync($"insert into attribute (name) values ({name}) on conflict (name) do nothing");
            }

            await session.ExecuteAsync($"delete from tag_row");
            await session.ExecuteAsync($"insert into witness (analyzer, version, model) values ('classify', 1, 'starter@1') on conflict (analyzer, version, model) do nothing");
            await session.ExecuteAsync($"insert into source (type, name, version) values ({SourceType.Fusion}, 'fusion', '1'), ({SourceType.File}, 'file', '') on conflict (type, name, version) do nothing");
        });
        for (var from = 0; from < assets; from += Together)
        {
            await SomeAsync(from + 1, Math.Min(assets, from + Together));
        }
    }

    /// <summary>As files are analysed, one asset after the other; the concepts go around, so that no asset has one twice.</summary>
    private Task SomeAsync(int first, int last) => WriteAsync(async session =>
    {
        var (tags, fusion) = (claims * 3 / 4, claims / 2);
        var before = await session.NumberAsync(session.Dialect.NewestPosition);
        var numbers = Sql.Of($"""
            with recursive n (i) as (select cast({first} as bigint) union all select i + 1 from n where i < {last}),
                c (c) as (select cast(0 as bigint) union all select c + 1 from c where c < {claims - 1})
            """);
        var concept = Sql.Of($"(select concept_key from bench_concept b where b.i = (n.i * 31 + c.c * 17) % (select count(*) from bench_concept))");
        var isTag = Sql.Of($"c.c < {tags}");
        await session.ExecuteAsync(
            Sql.Of($"""
            {numbers} insert into claim (library_key, subject_kind, subject_key, version_key, attribute_key, language, concept_key, text_value, value_key, act, state, source_key, outside, confidence, actor_key, at)
            select (select min(key) from library), {SubjectKind.Asset}, n.i, n.i, case when {isTag} then (select key from attribute where name = 'tag') else {Attributes(tags)} end,
                case when c.c < {tags + Texts.Length} then '' else 'de' end, case when {isTag} then {concept} end, {Contents(tags)}, case when {isTag} then 'c' else 't' end,
                {EntryKind.Statement}, case when {isTag} then {ClaimState.Suggested} else {ClaimState.Accepted} end,
                case when c.c < {fusion} then (select key from source where type = {SourceType.Fusion}) else (select key from source where type = {SourceType.File}) end, 0,
                case when {isTag} then 5000 + c.c else 10000 end, 1, {Beginning}
            from n cross join c order by n.i, c.c
            """));
        var key = Sql.Of($"{before} + (n.i - {first}) * {claims} + c.c + 1");
        await session.ExecuteAsync(
            Sql.Of($"""
            {numbers} insert into tag_row (asset_key, concept_key, claim_key, state, source_type, confidence)
            select n.i, {concept}, {key}, {ClaimState.Suggested}, case when c.c < {fusion} then {SourceType.Fusion} else {SourceType.File} end, 5000 + c.c
            from n cross join c where {isTag} order by 1, 2 on conflict do nothing
            """));
        await session.ExecuteAsync(
            Sql.Of($"{numbers} insert into evidence (key, witness_key, score) select 32 * ({key}), (select max(key) from witness), 370000 + (c.c * 10000) from n cross join c where c.c < {fusion} order by 1"));
    });

    private RawSql Attributes(int tags) => EachText(tags, text => $"(select key from attribute where name = '{Texts[text % Texts.Length]}')");

    private RawSql Contents(int tags) => EachText(tags, Words);

    private RawSql EachText(int tags, Func<int, string> value) =>
        new($"case c.c {string.Join(' ', Enumerable.Range(0, claims - tags).Select(text => $"when {tags + text} then {value(text)}"))} end");

    /// <summary>The description has all words of the asset's text, every other text two of them: those by which it is found already.</summary>
    private static string Words(int text) => string.Join(
        " || ' ' || ",
        Enumerable.Range(0, SyntheticLibrary.TextWords).Where(word => Texts[text % Texts.Length] == "description" || word / 2 == text % (SyntheticLibrary.TextWords / 2)).Select(word => SyntheticLibrary.TextWord(word).Text));

    private Task WriteAsync(Func<WriteSession, Task> work) => database.WriteAsync(Actor.System, work);
}
