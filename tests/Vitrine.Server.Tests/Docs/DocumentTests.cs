using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vitrine.Core.Search;
using Vitrine.Server.Search.Embedded;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Docs;

public sealed class DocumentTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 2, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task OpenApi_IsWhatIsCommitted()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var response = await app.Anonymous.GetAsync("openapi/v1.json");
        var document = JsonNode.Parse((await response.JsonAsync()).GetRawText())!;

        Assert.StartsWith("3.1.", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(app.Url, document.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            ["Activity", "Assets", "Backups", "Claims", "Collections", "Concepts", "Duplicates", "Export", "Fields", "Groups", "Jobs", "Keys", "Library", "Packs", "Places", "Roots", "Search", "Searches", "Session", "Trash", "Uploads", "Write-back"],
            document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).SelectMany(verb => verb.Value!["tags"]!.AsArray()).Select(tag => tag!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal));
        await WrittenDocs.CheckAsync("openapi.json", document.ToJsonString(Indented) + "\n");
    }

    [Fact]
    public async Task SearchHelp_IsWhatIsCommitted()
    {
        var text = new StringBuilder("""
            # Searching

            The same query works in the search box, in `vitrine search` and in `POST /api/search`. This page is written by a test from the list of fields that
            the program itself uses.

            Words find assets whose name, title, description or read text (documents: every page) has a word that begins so, or that have a tag of that name, a synonym or a narrower one:
            `dog` also finds what is tagged *beagle*. Case and accents do not count. Several words must all be found. A word is also found in its other forms (*dress*, *dresses*), in those languages of the library of
            which Vitrine knows the endings (English, German, French, Spanish); these are whole words, so that *boots* finds *boot* and not *bootleg*. In quotation marks, straight or printed ones (“…”, „…“, « … »), a word is found as it stands there, whole and in no other form:
            `man` finds *mango* too, `"man"` does not. Chinese and Japanese, which leave no gaps between words, are found by any part, with quotation marks or without.

            In names also the pieces of a word are words: what stands between letters and digits, and where a capital letter follows a small one. `2034` and `"img"` find *IMG2034.jpg*, and *RedDress2.jpg* is found by
            `"reddress2"`, `"reddress"`, `"red"`, `"dress"` and `"2"`. What follows the last point of a name stays whole (`"4"` does not find every MP4), and so does a
            word in which letters and digits change more than three times, as in *4f9bed27a1.jpg*.

            Where nothing is found, words that stand nowhere in the library are read as those that are a typing error away (two from eight letters on), and the answer says so: in the search box, with `vitrine search`, and
            by the API with `"spelling": "auto"`, as `corrected`.

            | Write | Find |
            |---|---|
            | `dog beach` | both; `AND` may stand between them |
            | `dog OR cat` | either |
            | `-dog`, `NOT dog` | everything else |
            | `(dog OR cat) beach` | brackets group |
            | `"summer party"`, `'summer party'` | a tag of several words, or these words, each whole, one after the other in a name or text; in documents and names of places anywhere |
            | `field:value`, `field:"some words"` | only in that field; `name` and `text` in quotation marks by whole words that follow each other, `place` by whole words |
            | `taken<2024`, `size > 10mb` | less, more, up to, from; blanks may stand around the sign |
            | `tag(shoe, confidence > 80)` | one and the same tag for which all of it holds |

            `NOT` binds before `AND` (also the unwritten one between two words), and `AND` before `OR`: `-dog cat OR bird` is `((NOT dog) AND cat) OR bird`.

            ## In your own words

            In the search box, with `vitrine search --phrase` and with `"phrases": "auto"`, a text of nothing but words is read as ordinary language, in English, German, French and Spanish: *red dresses
            without people from last summer*. Words are understood as tags (with their synonyms, in every language of the vocabulary), kinds, dates, countries, towns and people of the library, colours,
            orientation, stars, durations and sizes; a misspelt word is read as the one that is a letter away. What was understood is shown, and can be edited as a query. Conditions behind
            the words narrow what these find: *red dresses* `kind:image rating>=4`; so do the filters beside the results. Any other text with a field, an operator (`AND`, `OR`, `NOT`, `-`), brackets or quotation marks, or words of
            more than 500 characters, are read to the letter, and so are words of which nothing is understood. What must not be there is left out also where nobody knows the word (*without a leash*); a person is known by any word of the
            name, unless that means something else; sizes that name no number (*large*) are left out, which is said.

            First come the results that fit all of it (*strong*): everything that was understood, and the words that nobody knows as they stand. Behind them comes what fits in part (*possible*):
            kind, dates, place, measures and what must not be there hold, and of tags, people and unknown words one, also by what the thing is called in English, and of what no model may tell (whether somebody is a boy) by what is broader (a person); or all words stand there to the letter (what was understood as whole
            words, in any of their forms: *dress* finds *two dresses*, not *salad dressings*; a word that nobody knows by how it begins, as somebody may still be typing it); or, with the
            pack *sentences*, the picture shows what the words mean ([below](#by-what-pictures-show)). Within each come first those that have more of what is asked for, then those that fit better by their words, by how
            sure their tags are and by what they show; another order that is chosen holds within each.
            How many there are is asked of what detectors see (*two dogs*: `tag(dog, count = 2)`; they rather miss some in a crowd than see too many, [how well they count](../bench/results/eval-counts.md)); of
            things that no detector knows it is named and left out, as is how two things stand to each other. Words are read with the vocabulary as it was a moment ago: a new one
            is made ready beside, which takes seconds where there are hundreds of thousands of concepts.

            ## By what pictures show

            `shows:"a dog on a beach"` finds pictures by the meaning of an English sentence, also where no tag says so: all that models saw in a picture, with how sure they were of it, is compared with the sentence by a
            language model (the pack *sentences*, 91 MB, which the first start installs). No picture is looked at again for that. It stands beside other conditions, alone and within `OR`, and finds at most 1,000, what shows it best first unless another order is chosen. In words
            that are read as ordinary language it is added by itself, and things and colours of other languages are put into English by the vocabulary; a single thing that the models have a label for is left to its
            tag. Of 135 captions of 27 photographs 81 % found their own picture first with the starter's models, and 97 % among the first five ([figures](../bench/results/eval-captions.md)); how much of what people
            write is found is [told apart by what is asked](../bench/results/eval-queries.md). It does not know how two things stand to each other, how many there are, or what is *not* there. Where a
            [model of pictures and texts](packs.md#pictures-and-texts-in-one-space) is installed it says the order. A sentence of nothing but small words (*the*, *in front of*) names nothing that a picture could show, and is refused.

            ## By example

            `similar:ID` finds what looks like the picture of an asset, the most alike first; `similar:"ID@0.25,0.1,0.5,0.5"` only looks at a part of it: left edge, top, width and height as fractions. What is searched like is not among the results, of a part either. On an asset's page it
            is the key `s`, and the card of what was seen in a part of the picture leads to what looks like that part. A picture that is no asset is dropped on the search box, pasted into it or chosen beside it, or given to
            `vitrine search --like FILE`. Other conditions stand beside it and narrow what is ranked: `similar:ID kind:image -tag:dog`; `-similar:ID` is what does not look like it.
            On a page of such results *Like this* (`l`) and *Not like this* (`n`) add what is selected, or has the focus, to the query.

            Pictures are compared by the features of the installed classifier, or by a [model of pictures and texts](packs.md#pictures-and-texts-in-one-space) where one is installed and looked at nearly all of them. The same bytes come first (`copy`: `exact`), then the same picture scaled, turned, compressed, cut or overlaid (`near`), then others: *strong* where
            most pictures as alike show the same thing, *possible* below that; what is less like it is not shown ([figures](../bench/results/eval-examples.md)). A search has at most 1,000 such results.

            `POST /api/search` takes `"similar": [{"assetId": ID}, {"uploadId": ID, "box": [0.25, 0.1, 0.5, 0.5]}, {"url": "https://…", "weight": -1}]`: several are searched with together, by their weights (1 without one);
            below 0 it means *not like this*, which leaves out what is more like it than like the others. `POST /api/search/examples` takes a picture to search with (multipart, a part named `file`) and answers its `id`; it is no
            asset, and is forgotten after a day. A `url` is fetched by the server, from public addresses only, and kept as long.

            ## Building a query

            The button in the search box, or the key `q`, opens the query that stands there as groups of conditions: *all of these*, *any*, *none*, *not all*, one within another, and in each what is asked for, how it is
            compared and a value, chosen from a list where there is one. *One tag that…* is `tag(…)`, *Part as text* a part that is typed. Below stand the same query as text and how many results it has; *Search* puts
            the text into the search box. What is wrong is said at its condition, and what is not finished is left out. Words that were read as ordinary language open as what was understood of them; words that are
            typed here are searched for to the letter, which is why they come in brackets. Groups nest 8 deep here; what lies deeper, or more than 150 conditions, stands as text. By keys: `Alt` with `↑` and `↓` moves a
            condition, into groups and out of them, with `→` it gets a group around it, with `←` the group is dissolved, with `Enter` another one follows, with `Del` it goes.

            ## Operators

            | Write | Find |
            |---|---|
            | `kind:image`, `kind=image` | is so; of fields of words: has words that begin so, in quotation marks whole ones |
            | `folder=="2024"` | nothing but this: the folder itself, the whole name |
            | `width<500`, `<=`, `>`, `>=` | less, at most, more, at least |
            | `width BETWEEN 500 AND 1000` | from the first to the second, both of them included |
            | `kind IN (image, video)` | one of these |
            | `field.note HAS "red dress"` | of structured fields and embedded tags: its text contains these words |
            | `taken EXISTS` | there is any value |
            | `place NEAR "48.85,2.35 5km"` | the position lies in this circle; the same as `near:"48.85,2.35 5km"` |
            | `field.name:red*` | of structured fields and embedded tags: the value begins so |
            | `NOT =`, `!=`, `NOT IN`, `NOT HAS`, `NOT EXISTS`, `NOT BETWEEN` | all that the same without `NOT` does not find, what has no value among it |

            ## Values

            | Write | Mean |
            |---|---|
            | `2024`, `2024-05`, `2024-05-01` | a year, a month, a day |
            | `2024-05-01T10:00:00` | a second; with an offset (`Z`, `+02:00`) it is brought to UTC |
            | `12h`, `7d`, `3w`, `6m`, `1y` | so many hours, days, weeks, months, years ago: `added>7d` and `added:7d` since then, `added<7d` before |
            | `today`, `yesterday`, `this week`, `last week`, `this month`, `last month`, `this year`, `last year` | what the calendar says when the query is answered; weeks begin on Monday |
            | `500`, `10kb`, `1.5mb`, `2gib` | bytes; kb, mb, gb, tb of 1000, kib, mib, gib, tib of 1024 |
            | `90`, `90s`, `1:30`, `1:02:03`, `500ms`, `5min`, `1h` | a duration |
            | `80`, `80%` | a confidence |
            | `"48.85,2.35 5km"` | latitude, longitude and a radius in km, m or mi |
            | `2.2,48.8,2.5,48.9` | west, south, east and north in degrees |

            ## One claim

            `tag:shoe tag.confidence>80` finds what has the tag *shoe* and some tag that is so sure. `tag(shoe, confidence > 80, source = model)` asks for one tag: *shoe*, or a narrower one, of which
            a model is so sure. Between the brackets stand the tag, which may be left out, and conditions on its `confidence`, `source`, `state`, `ai` and `count`, with commas between them and each with
            `NOT` before it where it shall not hold; `person(…)` asks so for people. `tag(dog, count >= 2)` is what detectors see two dogs in at once, of whatever breed; where they see no second, there is one.

            ## Fields


            """);
        text.Append("| Field | Finds | Operators | Example |\n|---|---|---|---|\n");
        foreach (var field in SearchFields.All)
        {
            Assert.NotNull(QueryParser.Parse(field.Example).Query);
            text.Append(CultureInfo.InvariantCulture, $"| `{field.Name}` | {field.Help} | {string.Join(' ', field.Operators.Select(QueryPrinter.Sign))} | `{field.Example}` |\n");
        }

        foreach (var field in SearchFields.All.Where(field => field.Options.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n`{field.Name}` is one of {string.Join(", ", field.Options.Select(option => $"`{option}`"))}.");
        }

        text.Append("\n\n`problem:any` finds files that are less than whole: truncated, or of a format that cannot be read. What leaves a file as usable as it was is a note on its page and no such problem, a warning of exiftool among them; ");
        text.Append(CultureInfo.InvariantCulture, $"notes are found by their code: {string.Join(", ", Core.Assets.Problem.Notes.Select(code => $"`{code}`"))}.");
        text.Append("\n\nA date that is known in part only (\"2024\") lies where its known part begins. ");
        text.Append(CultureInfo.InvariantCulture, $"A query has at most {QueryParser.LongestQuery} characters and {QueryParser.MostTerms} words and values; brackets nest at most {QueryParser.DeepestNesting} deep. ");
        text.Append("The database that answers takes at most 100 words and values together. A mistake is answered with where it is, what was expected and, where that can be guessed, with the whole query mended.\n\n");
        text.Append("Orders (`sort`): `added`, `taken`, `name`, `folder` (where no other order follows by name within each), `size`, `kind`, `day` and `month` (of the date at which it was taken), `rating`, `width`, `height`, `megapixels`, `duration`, `format` and `field.NAME` (a structured field of the library), with `-` before them for the other direction, and `relevance`: what fits the words best (BM25 over all assets; a word of the name counts twice), and of what fits equally well the newest. ");
        text.Append("Without one the newest come first. Where a value is missing, the asset comes last in both directions. Fields of numbers and durations go by their number, dates by their known part, texts and options as search compares them: without case and accents, character by character (`10` before `2`). Of a text in several languages the first of these counts. Fields with several values, positions and other assets give no order. Up to five orders stand in a list or with commas between them (`-taken,name`, `folder,-size`); `relevance` and `collection` stand alone. The library's page offers them, fields of the library among them; *Group by* puts days, months or folders over the results of any of these orders, with how many are in each.\n");
        text.Append($$"""

            ## By the API

            `POST /api/search` takes `query` or `filter`, `sort`, `limit`, `cursor`, `fields`, `facets`, `explain`, `highlights`, `groups`, `phrases`, `spelling`, `similar`, `unit` (`asset`) and `after`; `GET /api/search?q=` takes the same as an
            address, lists with commas. A problem is problem+json with `position`, `length`, `expected` and `suggestion`, and of a `filter` or `sort` with `at`, the JSON pointer of what is wrong. With `askAgain` nothing is wrong with
            the query: what it asks cannot be told at the moment. An address takes the longest query; proxies often take no more than 8,000 bytes of one, which is what `POST` is for. A parameter
            that nothing reads is refused with the one that was probably meant.

            `GET /api/search/suggestions?q=&caret=`, or `POST` with `{"query": …, "caret": …}` where the query is too long for an address, answers what can stand at a place of a query that is being typed, as the search box offers it: fields (with a line about them), operators of the field, and values with how
            many assets have them: tags by any of their names, people, collections, folders, countries, towns, kinds, options of fields, states and dates that move with the day; after `embedded.` the names of tags. At most 12
            `items` have `kind` (`field`, `operator`, `value`), `text`, `help`, `assets`, and `insert`, which goes in place of `length` characters from `start` on. A query that is not finished is no error. States are counted
            in libraries of up to 20,000 assets.

            `POST /api/search/query` takes `query` or `filter` and answers both: what the query builder shows and prints. With `count` it says how many results there are, with `"phrases": "auto"` words are answered as what was
            understood of them and a tree of words gets brackets, and what nests deeper than `levels` (1 to 20) is text in the tree, so that every JSON reader takes it. `GET /api/search/fields` lists what can be asked for in the
            language of the request, with operators, options and a line about each: the fields of this page and the structured fields of the library.

            `phrases` is `off`, or `auto`: then the answer has `understood`, with its `language`, each of its `parts` (`text`, `start`, `length`, `kind`, `meaning`, `query`), the words that are `unknown`, `query`, which finds the strong
            results, and `found`, which finds all, for what is then done with them; `strong` says how many of `total` are strong, and `band` of an item whether it is `strong` or `possible`. Cursors go over from one to the other;
            facets and `explain` are about all that is found. Where nothing was understood there are no bands, unless words that nobody knows are compared with what pictures show: those results are *possible*.

            `filter` is the query as a tree: `{}`; `{"all": […]}`, `{"any": […]}`, `{"not": …}`; `{"words": "dog"}`, `{"phrase": "summer party"}`;
            `{"field": "width", "operator": ">=", "value": 1920}`, `{"field": "kind", "operator": "IN", "values": ["image", "video"]}`, without an operator `:`;
            `{"claim": "tag", "what": "shoe", "where": [{"field": "tag.confidence", "operator": ">", "value": 80}]}`; `{"query": "dog OR cat"}`, a part as text. A value is a text as it would be typed, a number, true, false or
            `{"phrase": "text"}`, which is in quotation marks, as is a text that cannot stand without them (of several words). The limits are those of texts.

            `fields` of items: {{string.Join(", ", Server.Search.ProjectedFields.Names.Select(one => $"`{one.Name}` ({one.Holds})"))}}, and `field.NAME`.
            `facets`: {{string.Join(", ", Server.Search.Facets.AnsweredFacets.Names.Select(name => $"`{name}`"))}}, `field.NAME` of all structured fields but positions, and `embedded.NAME`; at most 20 of them. Each lists up to
            100 values (`value`, `count`) with the part of a query that finds them (`query`): exactly as many as are counted. Numbers, sizes and durations come in spans (`from`, and what all are below as `until`; those of a field at round
            numbers between its least and greatest), colours as those that are most often told apart, `taken` and `added` by years or, with `.month`, by months; a folder, a tag and an option of a tree count what is below them. What an asset has one of is
            counted as if the query did not ask for it, so that the others can be chosen in its stead. `is` leaves out `duplicate`. `highlights` of an item are excerpts of its name, title,
            description and read text with `[start, length]` of what matched. `explain` takes the id of an asset: the answer says of each clause whether it matches, and in the order of relevance what
            each word adds to the score.

            """.Replace("            ", "", StringComparison.Ordinal));
        text.Append(
            """

            ## How it is answered

            From an index in memory, which follows every change before it answers: what was written before a question, by whom and on whichever node, is in the answer. It takes about 400 bytes an asset, with
            what is made for counting and sorting when that is first asked for about 600, and what the words of long documents need ([measured](../bench/results/index-full.md) with 1,000,000 assets). From 20,000
            assets on it is kept in the folder `index` of the data folder for the next start, and where that is missing, damaged, of another database or of an earlier release it is made anew; meanwhile the database
            answers, more slowly. The folder need not be backed up.

            All orders and facets come from there, and nearly all conditions. `embedded`, `analyzed`, `field.NAME HAS`, and of `is` all but `tagged`, `untagged` and `located` are looked up in the database for the whole
            library, and joined with the rest.

            """.Replace("            ", "", StringComparison.Ordinal));
        text.Append(CultureInfo.InvariantCulture, $"""

            ## What ImageKit's clients write

            The language of ImageKit's `searchQuery` is read as well: names in quotation marks (`"customMetadata.brand" = "Nike"` is `field.brand`, `"embeddedMetadata.Keywords"` is `embedded.Keywords`), lists
            in `[…]`, `tags IN ["a", "b"]`, `tags HAS`, `NOT =`. Of its names `tags` is `tag` (those of AI among them), `createdAt` is `added`, `path : "/x/"` is `folder:"/x/"` and `path = "/x/"` is
            `folder=="/x/"`, `"embeddedMetadata.LocationTaken" = "48.85,2.35 5km"` is `near` and with two or four corners (`"48.8,2.2|48.9,2.5"`) `box`. `private`, `published`, `transparency`, `createdBy`
            and `updatedAt` are kept nowhere and so an error. `name = "a b"` finds names with these words; for the whole name write `name == "a b"`.

            ## What files say

            Every tag that was read of a file or its sidecar, as the asset's page lists them under *As read*, can be asked for:

            | Write | Find |
            |---|---|
            | `embedded.Make:canon` | the tag has this value, however it is written |
            | `embedded.LensModel:"EF 50mm*"` | the value begins so |
            | `embedded.ISO>=800`, `embedded.ExposureTime<1/100` | numbers and fractions compare as numbers |
            | `embedded.CreateDate:2024-05`, `embedded.CreateDate<2023-06-01` | a month; moments before a day, in the time of the file |
            | `embedded.GPSLatitude<-33.8` | degrees, southern and western ones below zero |
            | `embedded.Keywords IN (rome, "new york")` | one of these; `NOT IN` none of them |
            | `embedded.GPSLatitude EXISTS` | there is any value; `NOT EXISTS` there is none |
            | `embedded.XMP-dc.Creator:"Ann Lee"` | the tag of this group only |
            | `embedded."Lens Model":…` | names as the page writes them, and all that hold other signs |

            Names are exiftool's; case, blanks and the numbers of members of lists do not count (`embedded.LocationCreatedCity`). The value as it is stored and the value in words both count:
            `embedded.Orientation:6` finds what `embedded.Orientation:"Rotate 90 CW"` finds. Of a value of more than {EmbeddedWords.LongestWord} characters its beginning and the whole can be asked for.
            A name that no file of the library has is an error that says which may have been meant. `GET /api/search/embedded?find=lens` lists names, as the search box does after `embedded.`;
            on an asset's page each value leads to all that have it.

            Not kept for searching: binary values, where previews and strips lie in a file, tables of numbers, and what the file itself is (its name, size and times); of one version the first
            {EmbeddedWords.MostValues:N0} values count, in the order of the page. Only what the page shows is found: the current version, and the fuller of two readings.

            """);
        text.Append("""

            ## Groups

            Some assets are shown as one: a Live Photo, RAW + JPEG, an original and its edit, a burst. `groups` in `POST /api/search` says how they count:

            * `apart` (what programs get): every asset is a result of its own.
            * `together` (what the library's pages show, until you choose otherwise there): a group is one result, its cover, wherever the query finds at least one of its members.
              It lies where the cover lies in the order. The total counts results: assets that stand alone, and groups, once each. `group` of a result says which group, of how many
              assets, and as `matched` which member was found where that is not the cover.

            Members in the trash are found by no query; where the cover is there, the next member stands for the group. A filter counts as many results as the query finds with that
            value, so a group counts once for each value that the members found have: a Live Photo under *image* and under *video*. The ruler of time counts covers.

            With `wholeGroups` a change of many assets, an analysis and a download take in all members of the groups that they meet; `expected` is then the total of `together`.

            """);
        await WrittenDocs.CheckAsync("search.md", text.ToString());
    }
}
