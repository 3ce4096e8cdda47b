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
            ["Activity", "Assets", "Backups", "Claims", "Collections", "Concepts", "Export", "Fields", "Groups", "Jobs", "Keys", "Library", "Packs", "Places", "Roots", "Search", "Session", "Trash", "Uploads", "Write-back"],
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
            `dog` also finds what is tagged *beagle*. Case and accents do not count. Several words must all be found.

            | Write | Find |
            |---|---|
            | `dog beach` | both; `AND` may stand between them |
            | `dog OR cat` | either |
            | `-dog`, `NOT dog` | everything else |
            | `(dog OR cat) beach` | brackets group |
            | `"summer party"` | a tag of several words, or all of these words |
            | `field:value`, `field:"some words"` | only in that field |
            | `taken<2024`, `taken>=2024-05` | dates before, after, up to, from: a year, a month or a day |

            ## Fields


            """);
        text.Append("| Field | Finds | Example |\n|---|---|---|\n");
        foreach (var field in SearchFields.All)
        {
            Assert.NotNull(QueryParser.Parse(field.Example).Query);
            text.Append(CultureInfo.InvariantCulture, $"| `{field.Name}` | {field.Help} | `{field.Example}` |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nKinds: {string.Join(", ", SearchFields.Kinds.Select(kind => $"`{SearchFields.NameOf(kind)}`"))}. ");
        text.Append("A date that is known in part only (\"2024\") lies where its known part begins. ");
        text.Append(CultureInfo.InvariantCulture, $"A query has at most {QueryParser.LongestQuery} characters; brackets nest at most {QueryParser.DeepestNesting} deep.\n\n");
        text.Append("Orders (`sort`): `added`, `taken`, `name`, `folder` (and by name within each), `size`, with `-` before them for the other direction, and `relevance`: what fits the words best (BM25 over all assets; a word of the name counts twice), and of what fits equally well the newest. ");
        text.Append("Without one the newest come first. Where a value is missing, the asset comes last.\n");
        text.Append(CultureInfo.InvariantCulture, $"""

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
