using System.Text;
using Vitrine.Core.Search;

namespace Vitrine.Core.Tests.Search;

/// <summary>The language in full: operators, units, dates, claims, what ImageKit's clients write, and mistakes.</summary>
public sealed class QueryLanguageTests
{
    [Theory]
    [InlineData("size>10mb", "size>10mb")]
    [InlineData("size >= 1.5 MB", "size>=1500kb")]
    [InlineData("size:1024", "size:1kib")]
    [InlineData("size BETWEEN 1kb AND 2gib", "size BETWEEN 1kb AND 2gib")]
    [InlineData("size = 0", "size:0")]
    [InlineData("duration<1:30", "duration<90s")]
    [InlineData("duration:1:02:03.5", "duration:3723500ms")]
    [InlineData("duration > 5 min dog", "duration>300s dog")]
    [InlineData("width!=500", "-width:500")]
    [InlineData("NOT width NOT IN (1, 2.50)", "width IN (1, 2.5)")]
    [InlineData("width IN [5]", "width:5")]
    [InlineData("rating > -1", "rating>-1")]
    [InlineData("tag.confidence>80%", "tag.confidence>80")]
    [InlineData("tag.ai:yes", "tag.ai:true")]
    [InlineData("tag.source:AI", "tag.source:model")]
    [InlineData("kind IN (photos, movie)", "kind IN (image, video)")]
    [InlineData("orientation:Vertical", "orientation:portrait")]
    [InlineData("added > 7D", "added>7d")]
    [InlineData("added:this week dog", "added:\"this week\" dog")]
    [InlineData("taken:this", null)]
    [InlineData("taken IN (today, last  month, 2024)", "taken IN (today, \"last month\", 2024)")]
    [InlineData("added>2024-05-01T10:00:00+02:00", "added>2024-05-01T08:00:00")]
    [InlineData("near:48.85,2.35 5km dog", "near:\"48.85,2.35 5km\" dog")]
    [InlineData("place NEAR \"48.85, 2.35 1mi\"", "near:\"48.85,2.35 1609m\"")]
    [InlineData("box : 2.2,48.8,2.5,48.9", "box:2.2,48.8,2.5,48.9")]
    [InlineData("taken NOT EXISTS", "-taken EXISTS")]
    [InlineData("folder==\"2024\"", "folder==\"2024\"")]
    [InlineData("name NOT == 'a b'", "-name==\"a b\"")]
    [InlineData("field.note HAS \"red dress\"", "field.note HAS \"red dress\"")]
    [InlineData("field.\"my note\" != 5", "-field.\"my note\":\"5\"")]
    [InlineData("embedded.ISO BETWEEN 100 AND 800", "embedded.ISO BETWEEN \"100\" AND \"800\"")]
    [InlineData("tag(shoe, confidence > 80, source = model)", "tag(\"shoe\", confidence>80, source:model)")]
    [InlineData("tag( running shoe )", "tag(\"running shoe\")")]
    [InlineData("-tag(NOT source IN (rule, file), ai:true)", "-tag(NOT source IN (rule, file), ai:true)")]
    [InlineData("person(\"Ann\", state != suggested)", "person(\"Ann\", NOT state:suggested)")]
    [InlineData("tag(confidence BETWEEN 10 AND 20)", "tag(confidence BETWEEN 10 AND 20)")]
    [InlineData("tag(state)", "tag(\"state\")")]
    [InlineData("tag (shoe)", "tag shoe")]
    [InlineData("a OR b c OR -d e", "a OR b c OR -d e")]
    [InlineData("name IN (man, \"dog\", 'red cat')", "name IN (man, \"dog\", \"red cat\")")]
    [InlineData("text:'man' place:\"rome\"", "text:\"man\" place:\"rome\"")]
    [InlineData("tag IN (man, dog)", "tag IN (\"man\", \"dog\")")]
    [InlineData("don't rock 'n roll", "don't rock \"'n\" roll")]
    [InlineData("rock 'n' roll", "rock \"n\" roll")]
    [InlineData("“red dress” tag:„rotes Kleid“", "\"red dress\" tag:\"rotes Kleid\"")]
    [InlineData("« robe rouge » »Kleid« ”klänning”", "\"robe rouge\" \"Kleid\" \"klänning\"")]
    [InlineData("“red dress\" x", "\"red dress\" x")]
    [InlineData("name IN (“a b”, c) tag(“red shoe”, ai:true)", "name IN (\"a b\", c) tag(\"red shoe\", ai:true)")]
    [InlineData("“open tag:“x", "\"open tag:\" x")]
    [InlineData("“dog »cat", "\"“dog\" \"»cat\"")]
    [InlineData("'red dress' C: 3:4", null)]
    [InlineData("'red dress' 3:4 foo - bar x < y", "\"red dress\" 3:4 foo bar x (<) y")]
    [InlineData("name (=) x", "name (=) x")]
    [InlineData("kind (IN) love", "kind (IN) love")]
    [InlineData("name AND \"EXISTS\"", "name \"EXISTS\"")]
    public void Parse_Conditions_ReadsThemAs(string query, string? printed)
    {
        var (read, error) = QueryParser.Parse(query);
        Assert.Equal(printed, read is null ? null : QueryPrinter.Print(read));
        Assert.Equal(printed is null, error is not null);
        Assert.Equal(read, printed is null ? null : QueryParser.Parse(printed).Query);
    }

    public static TheoryData<string, string?> ImageKit => new()
    {
        { "createdAt > \"7d\" AND name: \"file-name\"", "added>7d name:\"file-name\"" },
        { "(size < \"1mb\" AND width > 500) OR (tags IN [\"summer-sale\",\"banner\"])", "size<1mb width>500 OR tag IN (\"summer-sale\", \"banner\")" },
        { "name HAS \"red dress\"", "name:\"red dress\"" },
        { "name NOT HAS \"red\"", "-name:\"red\"" },
        { "tags NOT EXISTS", "-tag EXISTS" },
        { "tags EXISTS", "tag EXISTS" },
        { "tags HAS \"shoe\"", "tag:\"shoe\"" },
        { "tags IN [\"a\"]", "tag:\"a\"" },
        { "tags NOT IN [\"a\", \"b\"]", "-tag IN (\"a\", \"b\")" },
        { "\"tags\" IN [\"a\",\"b\"]", "tag IN (\"a\", \"b\")" },
        { "AITags IN ['a','b']", "tag IN (\"a\", \"b\")" },
        { "path : \"/sales-banner/\" AND format = \"png\"", "folder:\"/sales-banner/\" format:\"png\"" },
        { "path = \"/sales/\"", "folder==\"/sales/\"" },
        { "path NOT = \"/sales/\"", "-folder==\"/sales/\"" },
        { "path IN [\"/a/\", \"/b/\"]", "folder==\"/a/\" OR folder==\"/b/\"" },
        { "path NOT IN [\"/a/\", \"/b/\"]", "-(folder==\"/a/\" OR folder==\"/b/\")" },
        { "\"customMetadata.category\" IN [\"clothing\",\"accessories\"] AND \"customMetadata.rating\" > 4.3", "field.category IN (\"clothing\", \"accessories\") field.rating>\"4.3\"" },
        { "'customMetadata.brand' = 'Nike'", "field.brand:\"Nike\"" },
        { "customMetadata.brand = Nike", "field.brand:\"Nike\"" },
        { "\"customMetadata.brand\" : \"Ni\"", "field.brand:\"Ni\"" },
        { "\"customMetadata.brand\" HAS \"red\"", "field.brand HAS \"red\"" },
        { "\"customMetadata.brand\" NOT = \"Nike\"", "-field.brand:\"Nike\"" },
        { "\"customMetadata.brand\" NOT IN [\"Nike\"]", "-field.brand:\"Nike\"" },
        { "\"customMetadata.brand\" EXISTS", "field.brand EXISTS" },
        { "\"customMetadata.price\" >= 10", "field.price>=\"10\"" },
        { "\"customMetadata.price\" <= 10.5", "field.price<=\"10.5\"" },
        { "\"customMetadata.price\" IN [10, 20]", "field.price IN (\"10\", \"20\")" },
        { "\"customMetadata.sale\" = true", "field.sale:\"true\"" },
        { "\"customMetadata.shot\" > \"7d\"", "field.shot>\"7d\"" },
        { "\"customMetadata.shot\" < 2020-01-01", "field.shot<\"2020-01-01\"" },
        { "(\"customMetadata.status\" = \"pending\" OR \"customMetadata.status\" NOT EXISTS) AND updatedAt EXISTS", null },
        { "\"customMetadata.status\" = \"pending\" OR \"customMetadata.status\" NOT EXISTS", "field.status:\"pending\" OR -field.status EXISTS" },
        { "\"embeddedMetadata.LocationTaken\" = \"40.7128,-74.0060 5km\"", "near:\"40.7128,-74.006 5km\"" },
        { "\"embeddedMetadata.LocationTaken\" EXISTS", "near EXISTS" },
        { "\"embeddedMetadata.LocationTaken\" NOT EXISTS", "-near EXISTS" },
        { "\"embeddedMetadata.LocationTaken\" = \"40.7,-74.1|40.8,-73.9\"", "box:-74.1,40.7,-73.9,40.8" },
        { "\"embeddedMetadata.LocationTaken\" = \"40.7,-74.1|40.7,-73.9|40.8,-73.9|40.8,-74.1\"", "box:-74.1,40.7,-73.9,40.8" },
        { "\"embeddedMetadata.Keywords\" IN [\"rome\", \"paris\"]", "embedded.Keywords IN (\"rome\", \"paris\")" },
        { "\"embeddedMetadata.Keywords\" NOT IN [\"rome\"]", "-embedded.Keywords:\"rome\"" },
        { "\"embeddedMetadata.Keywords\" EXISTS", "embedded.Keywords EXISTS" },
        { "\"embeddedMetadata.DateTimeOriginal\" >= \"2020-01-01\"", "embedded.DateTimeOriginal>=\"2020-01-01\"" },
        { "\"embeddedMetadata.DateTimeOriginal\" < 2w", "embedded.DateTimeOriginal<\"2w\"" },
        { "type = \"file\"", "type:file" },
        { "type IN [\"file\", \"file-version\"]", "type IN (file, file-version)" },
        { "type NOT = \"folder\"", "-type:folder" },
        { "type=\"folder\"", "type:folder" },
        { "id = \"598821f949c0a938d57563bd\"", "id:\"598821f949c0a938d57563bd\"" },
        { "id NOT IN [\"598821f949c0a938d57563bd\"]", "-id:\"598821f949c0a938d57563bd\"" },
        { "createdAt < 2020-01-01", "added<2020-01-01" },
        { "createdAt < 2d", "added<2d" },
        { "createdAt>\"7d\"", "added>7d" },
        { "createdAt >= \"2020-01-01T10:20:30\"", "added>=2020-01-01T10:20:30" },
        { "createdAt NOT = \"2020-01-01\"", "-added:2020-01-01" },
        { "createdAt IN [\"2020-01-01\", \"2020-01-02\"]", "added IN (2020-01-01, 2020-01-02)" },
        { "createdAt > \"12h\" AND createdAt <= \"1y\"", "added>12h added<=1y" },
        { "width = 300", "width:300" },
        { "width NOT IN [300, 400]", "-width IN (300, 400)" },
        { "height <= 300 AND height NOT = 200", "height<=300 -height:200" },
        { "size < \"1mb\"", "size<1mb" },
        { "size<\"10KB\"", "size<10kb" },
        { "size >= 1000", "size>=1kb" },
        { "size IN [\"10kb\", \"20kb\"]", "size IN (10kb, 20kb)" },
        { "format=\"png\"", "format:\"png\"" },
        { "format IN [\"jpg\", \"webp\"]", "format IN (\"jpg\", \"webp\")" },
        { "name=\"x\" OR name IN ['a.jpg', 'b.jpg']", "name:\"x\" OR name IN (\"a.jpg\", \"b.jpg\")" },
        { "name NOT = \"x\"", "-name:\"x\"" },
        { "private = true", null },
        { "published = false AND createdAt > \"7d\"", null },
        { "transparency = true", null },
        { "createdBy IN [\"a@example.com\"]", null },
        { "updatedAt > \"7d\"", null },
        { "'file.size' < '1MB'", null },
        { "\"file.mime\" : image", null },
        { "\"request.useUniqueFileName\" = true", null },
    };

    [Theory, MemberData(nameof(ImageKit))]
    public void Parse_WhatImageKitsClientsWrite_ReadsItAs(string query, string? printed)
    {
        var (read, error) = QueryParser.Parse(query);
        Assert.Equal(printed, read is null ? error?.Message is null ? "" : null : QueryPrinter.Print(read));
        Assert.Equal(read, printed is null ? null : QueryParser.Parse(printed).Query);
    }

    [Theory]
    [InlineData("size HAS 5", 5, 3, "size:5")]
    [InlineData("size>ten", 5, 3, null)]
    [InlineData("size>10bk", 5, 4, "size>10kb")]
    [InlineData("duration>5mni", 9, 4, "duration>5min")]
    [InlineData("duration:1:75", 9, 4, null)]
    [InlineData("width>wide", 6, 4, null)]
    [InlineData("tag.confidence>120", 15, 3, null)]
    [InlineData("tag.confidence:high", 15, 4, null)]
    [InlineData("tag.ai:tru", 7, 3, "tag.ai:true")]
    [InlineData("tag.state:sugested", 10, 8, "tag.state:suggested")]
    [InlineData("is:untaged", 3, 7, "is:untagged")]
    [InlineData("tag.cont>2", 0, 8, "tag.count>2")]
    [InlineData("colour:red", 7, 3, null)]
    [InlineData("colour ~ #12345", 9, 6, null)]
    [InlineData("kind ~ image", 5, 1, null)]
    [InlineData("tag.confidenc >80", 0, 13, "tag.confidence >80")]
    [InlineData("kind>image", 4, 1, "kind:image")]
    [InlineData("kind IN (image, vdeo)", 16, 4, "kind IN (image, video)")]
    [InlineData("folder<2024", 6, 1, "folder:2024")]
    [InlineData("tag==dog", 3, 2, "tag:dog")]
    [InlineData("name BETWEEN a AND b", 5, 7, null)]
    [InlineData("name EXISTS", 5, 6, null)]
    [InlineData("width BETWEEN 5", 15, 0, null)]
    [InlineData("width BETWEEN 5 AND", 19, 0, null)]
    [InlineData("kind IN image", 7, 0, null)]
    [InlineData("kind IN (image", 8, 6, null)]
    [InlineData("taken:lst week", 6, 3, null)]
    [InlineData("taken:\"lst week\"", 6, 10, "taken:\"last week\"")]
    [InlineData("near:paris", 5, 5, null)]
    [InlineData("box:1,2", 4, 3, null)]
    [InlineData("camera NEAR \"1,2 3km\"", 7, 4, null)]
    [InlineData("tag(", 3, 1, null)]
    [InlineData("tag()", 3, 2, null)]
    [InlineData("tag(dog, cat)", 9, 3, null)]
    [InlineData("tag(dog, confidense > 80)", 9, 15, "tag(dog, confidence > 80)")]
    [InlineData("tag(dog, source = modl)", 18, 4, "tag(dog, source = model)")]
    [InlineData("siez:5", 0, 4, "size:5")]
    [InlineData("stars:5", 0, 5, "rating:5")]
    [InlineData("feild.num_2:1", 0, 5, "field.num_2:1")]
    [InlineData("dog embeded.Make = x", 4, 7, "dog embedded.Make = x")]
    [InlineData("costumMetadata.sku>5", 0, 14, "customMetadata.sku>5")]
    [InlineData("updatedAt > 7d", 0, 9, null)]
    public void Parse_Mistakes_SaysWhereAndHowToMendThem(string query, int position, int length, string? suggestion)
    {
        var (read, error) = QueryParser.Parse(query);
        Assert.Null(read);
        Assert.Equal((position, length, suggestion), (error!.Position, error.Length, error.Suggestion));
        Assert.NotEmpty(error.Message);
        Assert.NotEmpty(error.Expected);
    }

    /// <summary>Every operator on every field, with a value of every type: a query or an error, and where an error, one inside the text.</summary>
    [Fact]
    public void Parse_EveryOperatorOnEveryField_GivesAQueryOrAnError()
    {
        string[] values = ["dog", "5", "-1", "10kb", "1:30", "2024-05", "7d", "\"this week\"", "true", "\"1,2 3km\"", "1,2,3,4", "image", "\"\"", "(", "\"1,2|3,4\"", "'x", "99999999999999999999999999999999"];
        var refused = 0;
        foreach (var field in SearchFields.All.Select(field => field.Type == SearchFieldType.Value ? field.Name + ".x" : field.Name).Concat(["path", "tags", "createdAt", "\"embeddedMetadata.LocationTaken\""]))
        {
            foreach (var value in values)
            {
                foreach (var query in new[]
                {
                    $"{field}:{value}", $"{field} NOT = {value}", $"{field}<{value}", $"{field}>= {value}", $"{field}=={value}", $"{field} IN ({value}, {value})", $"{field} NOT IN [{value}]", $"{field} HAS {value}",
                    $"{field} EXISTS {value}", $"{field} BETWEEN {value} AND {value}", $"{field} NEAR {value}", $"{field}({value})",
                })
                {
                    var (read, error) = QueryParser.Parse(query);
                    Assert.True(read is null != error is null, query);
                    Assert.True(read is null || read.Equals(QueryParser.Parse(QueryPrinter.Print(read)).Query), query);
                    Assert.True(error is null || error.Position + error.Length <= query.Length, query);
                    refused += error is null ? 0 : 1;
                }
            }
        }

        Assert.True(refused > 1_000, $"{refused}");
    }

    [Fact]
    public void Parse_BadInput_IsAnErrorInTimeAndMemoryOfItsLength()
    {
        foreach (var (query, expected) in new[]
        {
            (new string('a', 1_000_000), "characters"), (string.Concat(Enumerable.Repeat("a ", 1_001)), "words and values"), ($"width IN ({string.Join(", ", Enumerable.Range(0, 1_001))})", "words and values"),
            (string.Concat(Enumerable.Repeat("word ", 10_000)), "characters"), (new string('(', 1_000) + "a" + new string(')', 1_000), "nest"), (string.Concat(Enumerable.Repeat("-(", 1_000)) + "a", "nest"),
            (new string('x', 15_000) + ":5", "no field"), ("kind:" + new string('x', 15_000), "no kind"),
        })
        {
            var error = QueryParser.Parse(query).Error;
            Assert.Equal((true, expected is not null), (error?.Message.Length is null or < 300, error is not null));
            Assert.Contains(expected ?? "", error?.Message ?? "", StringComparison.Ordinal);
        }

        foreach (var part in new[] { "a ", "'a ", "name ", "\"a\" ", "tag(a) ", "NOT ", "-", "width IN (1,2) ", "added:this ", "tag.source . ", "'", "a'", "    ", "tag(a, ", "size > 10 m", "\"name\" ", "field.", "a\\", "\u201c", "\u00abx ", "\u201ca \u201d" })
        {
            var query = string.Concat(Enumerable.Repeat(part, QueryParser.LongestQuery / part.Length));
            var lexer = new QueryLexer(query);
            lexer.Cut();
            Assert.True(lexer.Looked <= 24L * query.Length, $"{part}: looked at {lexer.Looked:N0} of {query.Length:N0} characters");
        }
    }

    [Fact]
    public void Parse_AnyBytes_GivesAQueryOrAnError()
    {
        var random = new Random(5);
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            foreach (var text in new[] { Encoding.UTF8.GetString(bytes), Encoding.Latin1.GetString(bytes), Encoding.Unicode.GetString(bytes), "tag:" + Encoding.Latin1.GetString(bytes), "size>" + Encoding.Unicode.GetString(bytes) })
            {
                var (read, error) = QueryParser.Parse(text);
                Assert.True(read is null != error is null);
                Assert.True(read is null || read.Equals(QueryParser.Parse(QueryPrinter.Print(read)).Query), text);
            }
        }
    }

    [Theory]
    [InlineData("today", "2024-02-29", "2024-03-01")]
    [InlineData("yesterday", "2024-02-28", "2024-02-29")]
    [InlineData("this week", "2024-02-26", "2024-03-04")]
    [InlineData("last week", "2024-02-19", "2024-02-26")]
    [InlineData("this month", "2024-02-01", "2024-03-01")]
    [InlineData("last month", "2024-01-01", "2024-02-01")]
    [InlineData("this year", "2024-01-01", "2025-01-01")]
    [InlineData("last year", "2023-01-01", "2024-01-01")]
    [InlineData("7d", "2024-02-22 12:30", null)]
    [InlineData("12h", "2024-02-29 00:30", null)]
    [InlineData("1y", "2023-02-28 12:30", null)]
    [InlineData("3m", "2023-11-29 12:30", null)]
    [InlineData("999999y", "0001-01-01", null)]
    [InlineData("999999m", "0001-01-01", null)]
    [InlineData("999999d", "0001-01-01", null)]
    [InlineData("999999w", "0001-01-01", null)]
    [InlineData("0d", "2024-02-29 12:30", null)]
    public void Dates_ThatMove_AreCountedFromNow(string text, string from, string? until) =>
        Assert.Equal(
            (Time(from), until is null ? null : Time(until)),
            QueryDates.Range(QueryOperator.Is, [QueryDates.Read(text)!], new DateTime(2024, 2, 29, 12, 30, 0)));

    private static DateTime? Time(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
