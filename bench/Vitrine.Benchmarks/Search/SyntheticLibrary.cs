using Vitrine.Core.Colours;
using Vitrine.Core.Vocabulary;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Packs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Benchmarks.Search;

/// <summary>
/// Assets that no file stands behind, made by statements that give the same rows on both engines: names of two words, ten words of text,
/// five tags of the starter vocabulary (few concepts often, most seldom), versions, renditions and every step done with the models that are installed.
/// </summary>
internal sealed class SyntheticLibrary(Database database, int assets, PackStore models)
{
    private const int Folders = 200;
    private const int TagsPerAsset = 5;
    public const int TextWords = 10;
    private const int DifferentTextWords = 5000;
    private const long Beginning = 1_600_000_000_000;

    /// <summary>Words of names; each stands in every thirtieth name or so.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "harbour", "sunset", "winter", "market", "bridge", "garden", "museum", "wedding", "holiday", "mountain", "river", "station", "window", "bicycle", "kitchen",
        "birthday", "concert", "forest", "island", "castle", "factory", "morning", "evening", "portrait", "catalogue", "sketch", "poster", "street", "valley", "meadow",
        "lantern", "orchard", "pavilion", "quarry", "railway", "school", "theatre", "uniform", "village", "workshop", "anchor", "balcony", "canyon", "desert", "engine",
        "fountain", "gallery", "hangar", "igloo", "jungle", "keyboard", "library", "monument", "notebook", "office", "parade", "quilt", "rooftop", "shelter", "tunnel",
    ];

    /// <summary>One of the words of the text of asset <c>i</c>.</summary>
    public static RawSql TextWord(int word) => new($"('text' || ((i * {7919 + (2 * word)} + {word} * 104729) % {DifferentTextWords}))");

    private bool IsSqlite => database is SqliteDatabase;

    private Sql Numbers => Sql.Of($"with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < {assets})");

    public async Task FillAsync()
    {
        await WriteAsync(NamesAsync);
        await WriteAsync(AssetsAsync);
        await WriteAsync(TermsAsync);
        await WriteAsync(TagsAsync);
        await WriteAsync(ColoursAsync);
        await WriteAsync(RunsAsync);
        if (!IsSqlite)
        {
            // What autovacuum does within a minute of such a load.
            await WriteAsync(session => session.ExecuteAsync($"analyze"));
        }
    }

    private Task WriteAsync(Func<WriteSession, Task> work) => database.WriteAsync(Actor.System, work);

    /// <summary>What statements join with by number: words and concepts.</summary>
    private async Task NamesAsync(WriteSession session)
    {
        await session.ExecuteAsync($"create table bench_word (i bigint primary key, word text not null)");
        for (var i = 0; i < Words.Count; i++)
        {
            await session.ExecuteAsync($"insert into bench_word (i, word) values ({i}, {Words[i]})");
        }

        await session.ExecuteAsync($"create table bench_concept (i bigint primary key, concept_key bigint not null)");
        await session.ExecuteAsync($"insert into bench_concept (i, concept_key) select row_number() over (order by key) - 1, key from concept where slug is not null");
        await session.ExecuteAsync(
            Sql.Of($"""
            with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < {Folders})
            insert into folder (key, id, library_key, parent_key, name, name_key, revision, created_at)
            select 1000 + i, {Id("700000 + i")}, (select min(key) from library), (select min(key) from folder where parent_key is null), 'Folder ' || i, 'Folder ' || i, 1, {Beginning} from n
            """));
    }

    private async Task AssetsAsync(WriteSession session)
    {
        var digest = new RawSql(IsSqlite ? "randomblob(32)" : "sha256(convert_to('e' || i, 'UTF8'))");
        await session.ExecuteAsync(Sql.Of($"{Numbers} insert into essence (key, sha256, created_at) select i, {digest}, {Beginning} from n"));
        var name = new RawSql("(select word from bench_word where bench_word.i = n.i % 60) || ' ' || (select word from bench_word where bench_word.i = n.i * 7 / 60 % 60) || ' ' || n.i || '.jpg'");
        var taken = new RawSql($"(2010 + i % 15) || '-' || {Padded("1 + i % 12")} || '-' || {Padded("1 + i * 5 % 28")} || 'T' || {Padded("i % 24")} || ':' || {Padded("i * 7 % 60")} || ':00'");
        await session.ExecuteAsync(
            Sql.Of($"""
            {Numbers} insert into asset (key, id, library_key, folder_key, name, name_key, kind, version_key, taken_at, revision, created_at)
            select i, {Id("i")}, (select min(key) from library), 1001 + i % {Folders}, {name}, {name}, {Core.Assets.AssetKind.Image}, i, case when i % 10 = 0 then null else {taken} end, 1, {Beginning} + i * 1000 from n
            """));
        await session.ExecuteAsync(
            Sql.Of($"""
            {Numbers} insert into version (key, id, asset_key, number, sha256, essence_key, bytes, format, mime, width, height, tone, actor_key, created_at)
            select i, {Id("i")}, i, 1, {digest}, i, 1000000 + i, 'jpeg', 'image/jpeg', 4032, 3024, '#808080', 1, {Beginning} from n
            """));
        foreach (var recipe in (string[])[Recipes.Preview, Recipes.Thumbnail])
        {
            await session.ExecuteAsync(
                Sql.Of($"{Numbers} insert into rendition (essence_key, recipe, mime, width, height, bytes, created_at) select i, {recipe}, 'image/jpeg', 400, 300, 20000, {Beginning} from n"));
        }
    }

    private async Task TermsAsync(WriteSession session)
    {
        var text = new RawSql(string.Join(" || ", Enumerable.Range(0, TextWords).Select(word => $"' {(int)SearchTermField.Text}' || {TextWord(word).Text}")));
        var name = new RawSql($"' {(int)SearchTermField.Name}' || ");
        await session.ExecuteAsync(
            Sql.Of($"""
            {Numbers} insert into word_row (asset_key, words)
            select n.i, {name}cast(n.i as text) || {name}a.word || case when b.word <> a.word then {name}b.word else '' end || n.text
            from (select i, {text} as text from n) n join bench_word a on a.i = n.i % 60 join bench_word b on b.i = n.i * 7 / 60 % 60
            """));
    }

    private async Task TagsAsync(WriteSession session)
    {
        var concepts = await session.NumberAsync($"select count(*) from bench_concept");
        for (var tag = 0; tag < TagsPerAsset; tag++)
        {
            // The square of an even number in 0…999 makes the first concepts frequent and the last rare.
            var even = new RawSql($"((n.i * {7919 + (14 * tag)} + {tag} * 104729) % 1000)");
            await session.ExecuteAsync(
                Sql.Of($"""
                {Numbers} insert into tag_row (asset_key, concept_key, claim_key, state, source_type, confidence)
                select n.i, c.concept_key, n.i * 10 + {tag}, {Core.Claims.ClaimState.Accepted}, 5, 9000 from n join bench_concept c on c.i = {even} * {even} * {concepts} / 1000000
                where true on conflict do nothing
                """));
        }
    }

    /// <summary>Nothing is left to do, so that the server under measurement only searches.</summary>
    private async Task RunsAsync(WriteSession session)
    {
        foreach (var step in PipelineSteps.For(AnalyzerCatalog.Runnable(models)).Steps.Where(step => step.Kinds.Contains(Core.Assets.AssetKind.Image)))
        {
            await session.ExecuteAsync($"insert into step (name) values ({step.Name}) on conflict (name) do nothing");
            await session.ExecuteAsync(
                Sql.Of($"""
                {Numbers} insert into run (library_key, version_key, step_key, step_version, model, lane, pass, priority, state, attempts, interruptions, created_at, ended_at)
                select (select min(key) from library), i, (select key from step where name = {step.Name}), {step.Version}, {step.Model}, {step.Lane}, {step.Pass}, 0, {RunState.Done}, 0, 0, {Beginning}, {Beginning} from n
                """));
        }
    }

    /// <summary>Two or three of the colours that filters offer.</summary>
    private async Task ColoursAsync(WriteSession session)
    {
        long[] cells = [.. ColourSwatches.All.Select(one => (long)ColourCell.Of(ColourCell.Read(one.Hex)!.Value))];
        foreach (var (at, cell) in cells.Index())
        {
            await session.ExecuteAsync(
                Sql.Of($"{Numbers} insert into seen_colour (version_key, cell) select i, {cell} from n where {at} in (i % {cells.Length}, i * 7 % {cells.Length}, i / 13 % {cells.Length})"));
        }
    }

    private RawSql Id(string number) => new(IsSqlite ? $"printf('%024x', {number})" : $"lpad(to_hex({number}), 24, '0')");

    private string Padded(string number) => IsSqlite ? $"printf('%02d', {number})" : $"lpad(({number})::text, 2, '0')";

    /// <summary>Labels of the concepts that have the most narrower ones.</summary>
    public static IReadOnlyList<string> BroadLabels(int count)
    {
        var vocabulary = StarterVocabulary.Build();
        return [.. vocabulary.All.OrderByDescending(concept => vocabulary.All.Count(other => vocabulary.IsBroader(concept.Key, other.Key))).Take(count).Select(concept => concept.Label("en"))];
    }
}
