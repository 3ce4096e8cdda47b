using System.Diagnostics;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Benchmarks.Vocabulary;

/// <summary>A vocabulary of 300,000 concepts: reading it at a start, its memory, type-ahead, and what one changed concept costs.</summary>
internal static class VocabularyBenchmark
{
    private const int Concepts = 300_000;
    private const int Asked = 200;
    private const int Limit = 10;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var report = new Report("vocabulary", $"A vocabulary of {Concepts:N0} concepts", arguments.CommandFor("vocabulary"));
        var data = Places.NewFolder("vocabulary");
        await using (var database = await SqliteDatabase.OpenAsync(Path.Combine(data, "vitrine.db"), TimeProvider.System))
        {
            await Migrator.MigrateAsync(database);
            var ids = new IdGenerator(TimeProvider.System);
            await Seed.EnsureAsync(database, ids);
            await FillAsync(database, ids);
            await MeasureAsync(report, database, ids);
        }

        Directory.Delete(data, recursive: true);
        await report.WriteAsync();
    }

    private static async Task MeasureAsync(Report report, SqliteDatabase database, IdGenerator ids)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var store = new VocabularyStore(database, ids);
        await store.ReloadAsync();
        var loaded = Stopwatch.GetElapsedTime(started);
        var memory = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        report.Say($"{Concepts} concepts with {3 * Concepts} labels and synonyms in three languages and one broader concept each, made of words of one to four syllables, in SQLite. Type-ahead answers the best {Limit}, in this process; {Asked} random beginnings of each length. Opponent, in the same run on the same rows: `select … from concept_label where folded like 'x%' order by role, length(folded), folded limit {Limit}` in SQLite with its index on `folded`, which finds no later words and no one's own language first.");
        var (rows, worst) = (new List<IReadOnlyList<object>>(), 0.0);
        for (var length = 1; length <= 5; length++)
        {
            var prefixes = Prefixes(store.Current, length);
            var ours = prefixes.Select(prefix => Time(() => store.Current.TypeAhead(prefix, "de", Limit))).ToArray();
            var theirs = new List<double>();
            foreach (var prefix in prefixes)
            {
                var at = Stopwatch.GetTimestamp();
                await database.ReadAsync(session => session.QueryAsync(
                    $"select concept_key, label from concept_label where folded like {prefix + "%"} and folded >= {prefix} and folded < {prefix + "\uffff"} order by role, length(folded), folded limit {Limit}",
                    row => row.GetInt64(0)));
                theirs.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }

            worst = Math.Max(worst, Figures.Percentile(ours, 95));
            rows.Add([length, Figures.Median(ours), Figures.Percentile(ours, 95), ours.Max(), Figures.Median(theirs), Figures.Percentile(theirs, 95)]);
        }

        report.Table(["letters", "p50, ms", "p95", "slowest", "SQLite p50, ms", "p95"], rows);
        var changes = Changes(store.Current);
        report.Goal("Type-ahead p95 of the worst length", worst, "≤", 20, " ms");
        report.Goal("Reading the vocabulary at a start", loaded.TotalSeconds, "≤", 3, " s");
        report.Goal("Memory that it keeps", memory, "≤", 250, " MB");
        report.Say($"One changed concept, taken in and looked up: p50 {Figures.Median(changes):0.000} ms, p95 {Figures.Percentile(changes, 95):0.000} ms, slowest {changes.Max():0.0} ms of {changes.Count}.");
    }

    /// <summary>What a change costs, changes following each other: new vocabularies are made of the last one.</summary>
    private static List<double> Changes(ConceptVocabulary current)
    {
        var times = new List<double>();
        var random = new Random(7);
        var all = current.All;
        for (var i = 0; i < 2_000; i++)
        {
            var concept = all[random.Next(all.Count)];
            times.Add(Time(() =>
            {
                current = current.With(new Dictionary<long, Concept?> { [concept.Key] = concept with { Labels = [.. concept.Labels, new ConceptLabel("en", $"changed {i}", false)] } });
                return current.TypeAhead($"changed {i}", "en", 1);
            }));
        }

        return times;
    }

    private static string[] Prefixes(ConceptVocabulary vocabulary, int length)
    {
        var random = new Random(length);
        var all = vocabulary.All;
        return [.. Enumerable.Range(0, Asked).Select(_ => TextFold.Key(all[random.Next(all.Count)].Labels[0].Text)).Select(word => word[..Math.Min(length, word.Length)].Trim())];
    }

    private static double Time<T>(Func<T> work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static Task<long> FillAsync(SqliteDatabase database, IdGenerator ids) => database.WriteAsync(
        Actor.System,
        async session =>
        {
            var random = new Random(1);
            string[] syllables = ["ba", "ker", "lo", "mi", "stra", "ten", "wal", "zu", "an", "ge", "ru", "pfe", "dol", "ri", "sa", "qua", "eb", "ion", "ux", "ty", "hy", "fer", "co", "ne", "vi", "ja"];
            string Word() => string.Concat(Enumerable.Range(0, 1 + random.Next(4)).Select(_ => syllables[random.Next(syllables.Length)]));
            for (var i = 1; i <= Concepts; i++)
            {
                await session.ExecuteAsync($"insert into concept (key, id, flags, created_at) values ({i + 100_000L}, {ids.Next()}, {0}, {session.Now})");
                foreach (var (language, role) in new[] { ("en", 1), ("de", 1), ("en", 2) })
                {
                    var label = $"{Word()} {Word()}{(role == 1 ? " " + i : "")}";
                    await session.ExecuteAsync(
                        $"insert into concept_label (concept_key, language, label, folded, role) values ({i + 100_000L}, {language}, {label}, {TextFold.Key(label)}, {role})");
                }

                if (i > 10)
                {
                    await session.ExecuteAsync($"insert into concept_broader (concept_key, broader_key) values ({i + 100_000L}, {100_000L + 1 + random.Next(i / 10)})");
                }
            }
        });
}
