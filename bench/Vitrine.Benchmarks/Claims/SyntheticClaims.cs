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
    private const int Together = 50_000;

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

    private async Task SomeAsync(int first, int last)
    {
        var numbers = Sql.Of($"with recursive n (i) as (select cast({first} as bigint) union all select i + 1 from n where i < {last})");
        for (var tag = 0; tag < claims * 3 / 4; tag++)
        {
            var isFusion = tag < claims / 2;
            await WriteAsync(session => TagAsync(session, numbers, first, tag, isFusion));
        }

        for (var text = 0; text < claims - (claims * 3 / 4); text++)
        {
            await WriteAsync(session => session.ExecuteAsync(
                Sql.Of($"""
                {numbers} insert into claim (library_key, subject_kind, subject_key, version_key, attribute_key, language, text_value, value_key, act, state, source_key, outside, confidence, actor_key, at)
                select (select min(key) from library), {SubjectKind.Asset}, i, i, (select key from attribute where name = {Texts[text % Texts.Length]}), {(text < Texts.Length ? "" : "de")},
                    {Words(text)}, 't', {EntryKind.Statement}, {ClaimState.Accepted},
                    (select key from source where type = {SourceType.File}), 0, 10000, 1, {Beginning} from n
                """)));
        }
    }

    /// <summary>The description has all words of the asset's text, every other text two of them: those by which it is found already.</summary>
    private static RawSql Words(int text) => new(string.Join(
        " || ' ' || ",
        Enumerable.Range(0, SyntheticLibrary.TextWords).Where(word => Texts[text % Texts.Length] == "description" || word / 2 == text % (SyntheticLibrary.TextWords / 2)).Select(word => SyntheticLibrary.TextWord(word).Text)));

    /// <summary>One tag of each asset; the concepts go around, so that no asset has one twice.</summary>
    private async Task TagAsync(WriteSession session, Sql numbers, int first, int tag, bool isFusion)
    {
        var before = await session.NumberAsync(session.Dialect.NewestPosition) - first + 1;
        var concept = Sql.Of($"(select concept_key from bench_concept c where c.i = (n.i * 31 + {tag * 17}) % (select count(*) from bench_concept))");
        await session.ExecuteAsync(
            Sql.Of($"""
            {numbers} insert into claim (library_key, subject_kind, subject_key, version_key, attribute_key, language, concept_key, value_key, act, state, source_key, outside, confidence, actor_key, at)
            select (select min(key) from library), {SubjectKind.Asset}, n.i, n.i, (select key from attribute where name = 'tag'), '', {concept}, 'c', {EntryKind.Statement}, {ClaimState.Suggested},
                (select key from source where type = {(isFusion ? SourceType.Fusion : SourceType.File)}), 0, {5000 + tag}, 1, {Beginning} from n
            """));
        await session.ExecuteAsync(
            Sql.Of($"""
            {numbers} insert into tag_row (asset_key, concept_key, claim_key, state, source_type, confidence)
            select n.i, {concept}, {before} + n.i, {ClaimState.Suggested}, {(isFusion ? SourceType.Fusion : SourceType.File)}, {5000 + tag} from n where true on conflict do nothing
            """));
        if (isFusion)
        {
            await session.ExecuteAsync(Sql.Of($"{numbers} insert into evidence (claim_key, number, witness_key, score) select {before} + n.i, 0, (select max(key) from witness), {0.37 + (tag / 100.0)} from n"));
        }
    }

    private Task WriteAsync(Func<WriteSession, Task> work) => database.WriteAsync(Actor.System, work);
}
