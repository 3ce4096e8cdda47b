using System.Globalization;
using System.Text;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Random small libraries and random queries; the oracle says what must be found.</summary>
public sealed class SearchTests
{
    private const int Assets = 24;

    private static readonly string[] Words = ["dog", "summer", "party", "caf\u00e9", "stra\u00dfe", "img", "2024", "10", "rome", "ΑΘΗΝΑ", "\u5c71", "\u5c71\ud842\udfb7", "x"];
    private static readonly string[] Tags = ["dog", "cat", "pizza", "car", "summer party", "Rome", "mine"];
    private static readonly string?[] Folders = [null, "2024", "2024/Summer", "Summer", "Trips/Rome/2024", "summer"];
    private static readonly string?[] Dates = [null, null, "2023", "2024", "2024-05", "2024-05-06", "2024-05-06T07:08:09", "2024-12-31T23:59:59.999", "2025-01-01T00:00:00"];

    [Theory, MemberData(nameof(Engines.Seeded), MemberType = typeof(Engines))]
    public async Task Queries_OfEveryOperator_FindWhatTheOracleFinds(string engine, int seed)
    {
        await using var app = await DamApp.StartAsync(engine);
        var random = new Random(seed);
        await FillAsync(app, random);
        var told = await TellAsync(app);
        Assert.Equal(Assets, told.Count);

        var answered = 0;
        foreach (var text in Fixed.Concat(Enumerable.Range(0, Deep.IsOn ? 1_000 : 80).Select(_ => QueryText(random, 3))))
        {
            var parsed = QueryParser.Parse(text);
            Assert.True(parsed.Query is not null, $"{text}: {parsed.Error?.Message}");
            var expected = told.Where(asset => SearchOracle.Matches(parsed.Query, asset)).Select(asset => asset.Item.Name).Order(StringComparer.Ordinal).ToArray();
            var found = await app.Client.SearchAsync(new SearchRequest(text, Limit: 500));
            Assert.True(expected.SequenceEqual(found.Items.Select(item => item.Name).Order(StringComparer.Ordinal)), Difference(text, expected, found));
            Assert.Equal(expected.Length, found.Total);
            answered += expected.Length is > 0 and < Assets ? 1 : 0;
        }

        Assert.True(answered > 40, $"only {answered} queries told assets apart");
    }

    [Theory, MemberData(nameof(Engines.Seeded), MemberType = typeof(Engines))]
    public async Task Orders_AreTotalAndTheSameInPages(string engine, int seed)
    {
        await using var app = await DamApp.StartAsync(engine);
        await FillAsync(app, new Random(seed));
        var sizes = (await TellAsync(app)).ToDictionary(asset => asset.Item.Id, asset => asset.Bytes);
        foreach (var (sort, key) in new (string, Func<SearchItem, IComparable?>)[]
        {
            ("added", item => item.AddedAt), ("taken", item => item.TakenAt is { } at ? new Ordinal(at) : null), ("name", item => new Ordinal(item.Name.Normalize())), ("size", item => sizes[item.Id]),
        })
        {
            foreach (var descending in new[] { false, true })
            {
                var order = (descending ? "-" : "") + sort;
                var whole = (await app.Client.SearchAsync(new SearchRequest("", 500, Sort: order))).Items;
                Assert.Equal(Assets, whole.Select(item => item.Id).Distinct().Count());
                var keys = whole.Select(key).ToArray();
                var sorted = keys.OrderBy(one => one is null).ThenBy(one => one, descending ? Comparer<IComparable?>.Create((a, b) => Compare(b, a)) : Comparer<IComparable?>.Create(Compare));
                Assert.True(keys.SequenceEqual(sorted, EqualityComparer<IComparable?>.Create((a, b) => Compare(a, b) == 0)), $"{order}: {string.Join(' ', keys.Select(one => one?.ToString() ?? "-"))}");

                foreach (var limit in Deep.IsOn ? (int[])[1, 5] : [5])
                {
                    Assert.Equal(whole.Select(item => item.Id), await PagesAsync(app, new SearchRequest("", limit, Sort: order)));
                }

                Assert.Equal(whole.Skip(7).Take(3).Select(item => item.Id), (await app.Client.SearchAsync(new SearchRequest("", 3, Sort: order, Offset: 7))).Items.Select(item => item.Id));
            }
        }

        Assert.Empty((await app.Client.SearchAsync(new SearchRequest("", Offset: int.MaxValue))).Items);
        Assert.Equal(Assets, (await app.Client.SearchAsync(new SearchRequest("", 1, Offset: 0))).Total);
        foreach (var outside in new[] { new SearchRequest("", 0), new SearchRequest("", 501), new SearchRequest("", Offset: -5) })
        {
            Assert.Equal(400, (int)(await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(outside))).Status);
        }
    }

    private static string[] Fixed =>
    [
        "", "dog", "\"summer party\"", "tag:\"summer party\"", "-dog", "NOT (dog OR cat)", "dog cat", "kind:image -kind:document", "taken>=2024", "taken<2024-05", "taken:2024-05-06",
        "taken<=2024-05", "taken>2024-05", "added:2026", "folder:/Summer", "folder:2024/Summer", "folder:summer", "folder:/", "name:img", "text:stra", "STRASSE", "cafe", "\u5c71", "tag:animal", "!!!", "-\"...\"",
        "tag:puppy", "\u03b1\u03b8\u03b7\u03bd\u03b1", "\"part\"", "'summer'", "text:\"stra\"", "name:\"2024\"", "name:'pa'", "\"\u5c71\"", "name IN (pa, \"dog\", 'img 10')", "\"gif\"", "text IN (\"caf\", rom)",
    ];

    /// <summary>Some assets, some of them alike in what orders are made of.</summary>
    private static async Task FillAsync(DamApp app, Random random)
    {
        for (var i = 0; i < Assets; i++)
        {
            if (random.Next(3) > 0)
            {
                app.Setup.Clock.Advance(TimeSpan.FromHours(random.Next(1, 24 * 40)));
            }

            var lines = new List<string> { $"{i}".PadRight(random.Next(1, 4), 'p') };
            if (Pick(random, Dates) is { } taken)
            {
                lines.Add("TAKEN:" + taken);
            }

            if (random.Next(2) == 0)
            {
                lines.Add("TITLE:" + Some(random, Words));
                lines.Add("TEXT:" + Some(random, Words));
            }

            if (random.Next(2) == 0)
            {
                lines.Add($"LABEL:coco/{Pick(random, ["dog", "cat", "car"])}=0.9");
            }

            var content = random.Next(4) == 0 ? Encoding.UTF8.GetBytes(string.Join('\n', lines)) : PlayedMedia.File([.. lines]);
            var extension = content[0] == 'G' ? ".gif" : ".txt";
            var name = random.Next(3) == 0 ? string.Concat(Some(random, Words).Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) : Some(random, Words) + " ";
            await app.UploadAsync($"{name}{i.ToString(CultureInfo.InvariantCulture)}{extension}", content, Pick(random, Folders), [.. Enumerable.Range(0, random.Next(3)).Select(_ => Pick(random, Tags)!)]);
        }

        await app.FinishAsync();
    }

    private static async Task<List<Told>> TellAsync(DamApp app)
    {
        var told = new List<Told>();
        foreach (var item in (await app.Client.SearchAsync(new SearchRequest("", 500))).Items)
        {
            var asset = await app.Client.AssetAsync(item.Id);
            var shown = asset.Claims.Where(claim => claim.State is "accepted" or "suggested").ToArray();
            var labels = shown.Where(claim => claim.About == "tag").SelectMany(claim => claim.Broader.Append(claim.Name)).ToList();
            if (labels.Contains("dog"))
            {
                // The vocabulary's synonym, which the API does not tell.
                labels.Add("puppy");
            }

            told.Add(new Told(item, asset.Version.Bytes, labels, [.. shown.Where(claim => claim.About is "title" or "description").Select(claim => claim.Value!)]));
        }

        return told;
    }

    private static string QueryText(Random random, int depth) => (depth == 0 ? 0 : random.Next(6)) switch
    {
        1 => $"({QueryText(random, depth - 1)} OR {QueryText(random, depth - 1)})",
        2 => $"({QueryText(random, depth - 1)} {QueryText(random, depth - 1)})",
        3 => $"NOT ({QueryText(random, depth - 1)})",
        4 => $"-{Leaf(random)}",
        _ => Leaf(random),
    };

    private static string Leaf(Random random) => random.Next(8) switch
    {
        0 => $"tag:\"{Pick(random, [.. Tags, "animal", "food", "nothing"])}\"",
        1 => $"name:{Asked(random)}",
        2 => $"text:{Asked(random)}",
        3 => $"folder:\"{Pick(random, ["2024", "Summer", "2024/Summer", "/2024", "Rome/2024", "/Trips", "nowhere"])}\"",
        4 => $"kind:{Pick(random, ["image", "document", "other", "video"])}",
        5 => $"taken{Pick(random, [":", "<", "<=", ">", ">="])}{Pick(random, ["2023", "2024", "2024-05", "2024-05-06", "2024-12-31", "2025-01-01", "9999", "0001"])}",
        6 => $"added{Pick(random, [":", "<", "<=", ">", ">="])}{Pick(random, ["2026", "2027", "2027-03", "2028-01-01"])}",
        _ => random.Next(2) == 0 ? Asked(random) : $"\"{Some(random, Words)}\"",
    };

    /// <summary>A word, or the beginning of one, in quotation marks or without.</summary>
    private static string Asked(Random random)
    {
        var word = Pick(random, Words);
        word = random.Next(3) == 0 && word.Length > 2 && char.IsLetter(word[0]) && word[0] < '\u3000' ? word[..2] : word;
        return random.Next(3) switch { 0 => $"\"{word}\"", 1 => $"'{word}'", _ => word };
    }

    private static async Task<List<string>> PagesAsync(DamApp app, SearchRequest request)
    {
        var ids = new List<string>();
        SearchAnswer page;
        do
        {
            page = await app.Client.SearchAsync(request);
            ids.AddRange(page.Items.Select(item => item.Id));
            request = request with { Cursor = page.Cursor };
        }
        while (page.Cursor is not null);
        return ids;
    }

    private static string Difference(string query, string[] expected, SearchAnswer found)
    {
        var names = found.Items.Select(item => item.Name).ToArray();
        return $"{query}: missing {string.Join(" | ", expected.Except(names))}; too many {string.Join(" | ", names.Except(expected))}";
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];

    private static string Some(Random random, string[] words) => string.Join(' ', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Pick(random, words)));

    private static int Compare(IComparable? a, IComparable? b) => a is null || b is null ? (a is null ? 0 : 1) - (b is null ? 0 : 1) : a.CompareTo(b);

    private sealed record Ordinal(string Text) : IComparable
    {
        public int CompareTo(object? other) => string.CompareOrdinal(Text, ((Ordinal)other!).Text);

        public override string ToString() => Text;
    }
}
