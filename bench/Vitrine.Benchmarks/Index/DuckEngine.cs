using System.Globalization;
using DuckDB.NET.Data;
using Vitrine.Core.Places;

namespace Vitrine.Benchmarks.Index;

/// <summary>
/// DuckDB in memory, with two threads: a table of assets whose tags and options are lists of small numbers, and beside it one of the tags, so that each question can take what
/// answers it faster. Values are numbers all over; their texts would be looked up for what is shown only.
/// </summary>
internal sealed class DuckEngine : IEngine, IDisposable
{
    private readonly DuckDBConnection connection = new("Data Source=:memory:");

    public string Name => "DuckDB";

    public bool Answers(QuestionKind kind) => kind is QuestionKind.Facets or QuestionKind.Narrower or QuestionKind.Months or QuestionKind.OneClaim or QuestionKind.DeepName or QuestionKind.Circle or QuestionKind.ByHand;

    public void Fill(IEnumerable<MadeAsset> assets)
    {
        connection.Open();
        Execute("set threads = 2");
        Execute("create table plain (key bigint, name varchar, folder usmallint, kind utinyint, added bigint, taken bigint, bytes bigint, latitude double, longitude double, few utinyint, many usmallint, number double, date bigint, flag boolean, word usmallint, rating utinyint, camera utinyint)");
        Execute("create table tag (asset bigint, concept usmallint, confidence usmallint, source utinyint, state utinyint)");
        Execute("create table person (asset bigint, person usmallint)");
        Execute("create table member (asset bigint, collection usmallint, position bigint)");
        Execute("create table option (asset bigint, option utinyint)");
        using (var plain = connection.CreateAppender("plain"))
        using (var tags = connection.CreateAppender("tag"))
        using (var options = connection.CreateAppender("option"))
        using (var people = connection.CreateAppender("person"))
        using (var members = connection.CreateAppender("member"))
        {
            foreach (var asset in assets)
            {
                plain.CreateRow().AppendValue(asset.Key).AppendValue(asset.Name).AppendValue((ushort)asset.Folder).AppendValue((byte)asset.Kind).AppendValue(asset.Added).AppendValue(asset.Taken)
                    .AppendValue(asset.Bytes).AppendValue(asset.Latitude).AppendValue(asset.Longitude).AppendValue((byte)asset.Few).AppendValue((ushort)asset.Many).AppendValue(asset.Number)
                    .AppendValue(asset.Date).AppendValue((bool?)asset.Flag).AppendValue((ushort)asset.Word).AppendValue((byte)asset.Rating).AppendValue((byte?)asset.Camera).EndRow();
                foreach (var (concept, confidence, source, state) in asset.Tags)
                {
                    tags.CreateRow().AppendValue(asset.Key).AppendValue((ushort)concept).AppendValue(confidence).AppendValue(source).AppendValue(state).EndRow();
                }

                foreach (var one in asset.People)
                {
                    people.CreateRow().AppendValue(asset.Key).AppendValue((ushort)one).EndRow();
                }

                foreach (var one in asset.Collections)
                {
                    members.CreateRow().AppendValue(asset.Key).AppendValue((ushort)one).AppendValue(MadeAssets.Position(asset.Key, one)).EndRow();
                }

                foreach (var option in asset.Options)
                {
                    options.CreateRow().AppendValue(asset.Key).AppendValue((byte)option).EndRow();
                }
            }
        }

        Execute("create table asset as select plain.*, tags, options from plain join (select asset, list(concept) as tags from tag group by asset) t on t.asset = key join (select asset, list(option) as options from option group by asset) o on o.asset = key order by key");
        Execute("drop table plain");
        Execute("drop table option");
    }

    public IEngineClient Connect()
    {
        var own = connection.Duplicate();
        own.Open();
        return new Client(own);
    }

    public void Dispose() => connection.Dispose();

    private void Execute(string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this file only.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed class Client(DuckDBConnection connection) : IEngineClient
    {
        public void Dispose() => connection.Dispose();

        public Answer Ask(Question question)
        {
            switch (question.Kind)
            {
                case QuestionKind.Facets:
                    var filter = question.Width switch
                    {
                        0 => $"key in (select asset from tag where concept = {question.Concepts![0]})",
                        1 => $"kind = 0 and few = {question.Few}",
                        _ => "flag",
                    };
                    return new Answer(
                        Total(filter),
                        Counted(Listed("tags", filter)) + Counted($"select kind, count(*) from asset where {filter} group by kind")
                            + Counted($"select few, count(*) from asset where {filter} group by few") + Counted($"select many, count(*) from asset where {filter} group by many")
                            + Counted(Listed("options", filter)),
                        Page(filter, "number nulls last, key"));
                case QuestionKind.Narrower:
                    return Sorted($"key in (select asset from tag where concept in ({string.Join(',', question.Concepts!)})) and key not in (select asset from tag where concept = {question.Without})", "added desc, key desc");
                case QuestionKind.Months:
                    var span = $"taken >= {question.Since} and taken < {question.Until}";
                    var year = DateTimeOffset.FromUnixTimeMilliseconds(question.Since).Year;
                    return new Answer(
                        Total(span),
                        Rows($"select (year(make_timestamp(taken * 1000)) - {year}) * 12 + month(make_timestamp(taken * 1000)) as one, count(*) from asset where {span} group by one").Sum(row => row.Value * row.Count),
                        0);
                case QuestionKind.OneClaim:
                    return Sorted($"key in (select asset from tag where concept = {question.Concepts![0]} and confidence >= {question.Least} and source = {question.Source})", "added desc, key desc");
                case QuestionKind.ByHand:
                    var gathered = $"asset join member m on m.asset = key where m.collection = {question.Collection} and rating >= 3 and key in (select asset from person where person = {question.Person})";
                    return new Answer(
                        Numbers($"select count(*) from {gathered}", 1)[0],
                        Counted($"select camera, count(*) from {gathered} and camera is not null group by camera"),
                        Numbers($"select key from {gathered} order by m.position, key limit {Question.Page}", 1).Sum());
                case QuestionKind.DeepName:
                    var all = Total("true");
                    return new Answer(all, 0, Page("true", "name, key", all / 100 * 95));
                default:
                    var near = Near(question);
                    return new Answer(Total(near), Counted(Listed("tags", near)), Page(near, "added desc, key desc"));
            }
        }

        /// <summary>The same formula as ours, behind the belt of parallels that it can skip the rest by.</summary>
        private static string Near(Question question)
        {
            var reach = question.Kilometres / (Math.PI / 180 * GeoPosition.EarthRadius) + 1e-9;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"latitude between {question.Latitude - reach:R} and {question.Latitude + reach:R} and 2 * {GeoPosition.EarthRadius:R} * asin(least(1, sqrt(pow(sin(radians(latitude - {question.Latitude:R}) / 2), 2) + cos(radians({question.Latitude:R})) * cos(radians(latitude)) * pow(sin(radians(longitude - {question.Longitude:R}) / 2), 2)))) <= {question.Kilometres:R}");
        }

        private static string Listed(string column, string filter) => $"select one, count(*) from (select unnest({column}) as one from asset where {filter}) group by one";

        private Answer Sorted(string filter, string order) => new(Total(filter), 0, Page(filter, order));

        private long Total(string filter) => Numbers($"select count(*) from asset where {filter}", 1)[0];

        private long Page(string filter, string order, long offset = 0) => Numbers($"select key from asset where {filter} order by {order} limit {Question.Page} offset {offset}", 1).Sum();

        private long Counted(string statement) => Rows(statement).Sum(row => row.Count);

        private List<(long Value, long Count)> Rows(string statement)
        {
            var numbers = Numbers(statement, 2);
            return [.. Enumerable.Range(0, numbers.Count / 2).Select(i => (numbers[2 * i], numbers[(2 * i) + 1]))];
        }

        private List<long> Numbers(string statement, int columns)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of numbers and the words of this file.
            command.CommandText = statement;
#pragma warning restore CA2100
            using var reader = command.ExecuteReader();
            var numbers = new List<long>();
            while (reader.Read())
            {
                for (var i = 0; i < columns; i++)
                {
                    numbers.Add(Convert.ToInt64(reader.GetValue(i), CultureInfo.InvariantCulture));
                }
            }

            return numbers;
        }
    }
}
