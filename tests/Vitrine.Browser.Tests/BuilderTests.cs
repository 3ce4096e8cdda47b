using System.Text.Json;
using Microsoft.Playwright;
using Vitrine.Core.Search;

namespace Vitrine.Browser.Tests;

/// <summary>The query builder: the query of the search box as groups of conditions, by mouse and by keyboard.</summary>
public sealed class BuilderTests(Site site)
{
    [Fact]
    public async Task AQuery_IsBuiltByMouse_AndIsTheOneOfTheBox()
    {
        await site.BringAsync("built", 3);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:built");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Build a query" }).ClickAsync();
        var builder = Builder(visit);
        var text = builder.Locator("[data-say=text]");
        await Assertions.Expect(text).ToHaveTextAsync("folder:built");
        await Assertions.Expect(builder.Locator("[data-say=count]")).ToHaveTextAsync("3 files");

        // A group in which either holds, with a list of options and a number in it.
        await builder.Locator("[data-root] > .qb-group > .qb-add").GetByRole(AriaRole.Button, new() { Name = "Group" }).ClickAsync();
        var group = builder.Locator(".qb-group .qb-group");
        await Assertions.Expect(group.GetByLabel("Which of these must hold")).ToHaveValueAsync("any");
        await Assertions.Expect(builder.Locator("[data-say=open]")).ToHaveTextAsync("1 condition is not finished and is left out.");
        await group.GetByLabel("What is asked for").SelectOptionAsync("kind");
        await group.GetByLabel("How it is compared").SelectOptionAsync("IN");
        await group.GetByLabel("Photo").CheckAsync();
        await group.GetByLabel("Video").CheckAsync();
        await group.Locator(".qb-add").GetByRole(AriaRole.Button, new() { Name = "Condition" }).ClickAsync();
        var second = group.Locator(".qb-row").Nth(1);
        await second.GetByLabel("What is asked for").SelectOptionAsync("width");
        await second.GetByLabel("How it is compared").SelectOptionAsync("BETWEEN");
        await second.GetByLabel("From").FillAsync("10");
        await second.GetByLabel("Up to").FillAsync("5000");
        await second.GetByRole(AriaRole.Button, new() { Name = "not" }).ClickAsync();
        await Assertions.Expect(text).ToHaveTextAsync("folder:built (kind IN (image, video) OR -width BETWEEN 10 AND 5000)");

        // Moved out of the group, and the group, of one now, dissolved.
        await second.GetByRole(AriaRole.Button, new() { Name = "Move down" }).ClickAsync();
        await Assertions.Expect(text).ToHaveTextAsync("folder:built kind IN (image, video) -width BETWEEN 10 AND 5000");
        await group.Locator("> .qb-line").GetByRole(AriaRole.Button, new() { Name = "Dissolve this group" }).ClickAsync();
        await Assertions.Expect(builder.Locator(".qb-group")).ToHaveCountAsync(1);
        await Assertions.Expect(builder.Locator("[data-say=count]")).ToHaveTextAsync("0 files");
        await builder.Locator(".qb-row").Nth(2).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(builder.Locator("[data-say=count]")).ToHaveTextAsync("3 files");
        await builder.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/?q=folder%3Abuilt+kind+IN+%28image%2C+video%29");
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync("folder:built kind IN (image, video)");
        await Assertions.Expect(visit.Page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task AQuery_IsBuiltByKeysAlone()
    {
        await site.BringAsync("keyed", 2);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:keyed");
        await visit.PressAsync("q");
        var builder = Builder(visit);
        var (text, field) = (builder.Locator("[data-say=text]"), builder.GetByLabel("What is asked for"));
        await Assertions.Expect(field).ToBeFocusedAsync();
        await Assertions.Expect(text).ToHaveTextAsync("folder:keyed");

        // A second condition, whose field is chosen by its first letters, and whose value is offered.
        await visit.PressAsync("Alt+Enter");
        await Assertions.Expect(field.Nth(1)).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("Orie");
        await Assertions.Expect(field.Nth(1)).ToHaveValueAsync("orientation");
        await visit.PressAsync("Tab", "Tab");
        await visit.Page.Keyboard.TypeAsync("lands");
        await Assertions.Expect(text).ToHaveTextAsync("folder:keyed orientation:landscape");

        // Into a group, moved up in front of the first one, out again, and away.
        await builder.GetByRole(AriaRole.Button, new() { Name = "Put into a group" }).Nth(1).FocusAsync();
        await visit.PressAsync("Alt+ArrowRight");
        await Assertions.Expect(builder.Locator(".qb-group")).ToHaveCountAsync(2);
        await builder.Locator(".qb-group .qb-group .qb-not").FocusAsync();
        await visit.PressAsync("Space", "Alt+ArrowUp");
        await Assertions.Expect(builder.Locator(".qb-group .qb-group .qb-row")).ToHaveCountAsync(0);
        await Assertions.Expect(text).ToHaveTextAsync("folder:keyed -orientation:landscape");
        await builder.Locator(".qb-not").Nth(1).FocusAsync();
        await visit.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(text).ToHaveTextAsync("-orientation:landscape folder:keyed");
        await builder.Locator(".qb-not").First.FocusAsync();
        await visit.PressAsync("Alt+Delete");
        await Assertions.Expect(text).ToHaveTextAsync("folder:keyed");
        await Assertions.Expect(field.First).ToBeFocusedAsync();

        // A value that is offered; Enter takes it, and in a box with nothing offered searches.
        await visit.PressAsync("Alt+Enter");
        await builder.GetByLabel("Value").Nth(1).FocusAsync();
        await visit.Page.Keyboard.TypeAsync("do");
        await builder.Locator(".qb-offers:popover-open .pick-row").First.WaitForAsync();
        await visit.PressAsync("ArrowDown", "Enter");
        await Assertions.Expect(text).ToHaveTextAsync("folder:keyed tag:dog");
        await visit.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/?q=folder%3Akeyed+tag%3Adog");
        await Assertions.Expect(visit.Page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(2);

        // Esc leaves it, and the focus goes back to where it was.
        await visit.Page.Locator(".tile a").First.FocusAsync();
        await visit.PressAsync("q");
        await Assertions.Expect(builder.Locator(".qb-row")).ToHaveCountAsync(2);
        await visit.PressAsync("Escape");
        await Assertions.Expect(builder).Not.ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".tile a").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task OneClaim_AnExample_AndListsAreShownPiecewise()
    {
        var id = (await site.BringAsync("claimed", 1))[0];
        await using var visit = await site.VisitAsync();
        visit.Expected.Add("404");
        await visit.Page.GotoAsync("/?q=" + Uri.EscapeDataString($"tag(dog, confidence > 10, NOT source = person) folder IN (claimed, \"b c\") -(similar:{id} taken>=2024-05 \"two words\" kind:image)"));
        await visit.PressAsync("q");
        var builder = Builder(visit);
        var claim = builder.Locator(".qb-claim");
        await Assertions.Expect(claim.GetByLabel("Which one")).ToHaveValueAsync("dog");
        await Assertions.Expect(claim.Locator(".qb-row")).ToHaveCountAsync(2);
        await Assertions.Expect(claim.Locator(".qb-row").Nth(1).Locator(".qb-not")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(builder.Locator(".qb-group[data-join=notall] .qb-row")).ToHaveCountAsync(4);
        await Assertions.Expect(builder.Locator(".qb-box .thumb")).ToBeVisibleAsync();
        await visit.ShotAsync("builder");
        await claim.Locator(".qb-row").First.GetByLabel("Value").FillAsync("95");
        await claim.Locator(".qb-row").First.GetByLabel("How it is compared").SelectOptionAsync("<=");
        await builder.Locator(".chip", new() { HasText = "b c" }).GetByRole(AriaRole.Button, new() { Name = "Remove b c" }).ClickAsync();
        await builder.GetByLabel("Another value").FillAsync("else");
        await visit.PressAsync("Enter");
        await Assertions.Expect(builder.Locator("[data-say=text]")).ToHaveTextAsync($"tag(\"dog\", confidence<=95, NOT source:person) folder IN (\"claimed\", \"else\") -(similar:{id} taken>=2024-05 \"two words\" kind:image)");
    }

    [Fact]
    public async Task Mistakes_StandAtTheirCondition_AndNothingIsLost()
    {
        await using var visit = await site.VisitAsync(locale: "de-DE");
        visit.Expected.Add("400");
        await visit.Page.GotoAsync("/?q=" + Uri.EscapeDataString("kind:image width>abc"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Suche zusammenstellen" }).ClickAsync();
        var builder = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Suche zusammenstellen" });

        // What cannot be read is kept as text, with what is wrong with it.
        var value = builder.GetByLabel("Wert");
        await Assertions.Expect(value).ToHaveValueAsync("kind:image width>abc");
        await Assertions.Expect(builder.Locator(".qb-row > [data-trouble]")).ToHaveTextAsync("„abc“ ist keine Zahl. Erwartet wird hier: eine Zahl, wie in width>=1920");
        await Assertions.Expect(value).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.ShotAsync("builder-trouble");
        await visit.Page.SetViewportSizeAsync(1440, 900);
        await builder.GetByRole(AriaRole.Button, new() { Name = "Suchen" }).ClickAsync();
        await Assertions.Expect(value).ToBeFocusedAsync();
        await value.FillAsync("kind:image width>5");
        await Assertions.Expect(builder.Locator("[data-say=text]")).ToHaveTextAsync("kind:image width>5");
        await Assertions.Expect(value).Not.ToHaveAttributeAsync("aria-invalid", "true");

        // Of several the one that is wrong.
        await builder.Locator("[data-root] > .qb-group > .qb-add").GetByRole(AriaRole.Button, new() { Name = "Bedingung" }).ClickAsync();
        await builder.GetByLabel("Wonach gefragt wird").Nth(1).SelectOptionAsync(new SelectOptionValue { Label = "Dauer" });
        await Assertions.Expect(builder.GetByLabel("Wie verglichen wird").Nth(1).Locator("option").Nth(1)).ToHaveTextAsync("kleiner als");
        await builder.GetByLabel("Wert").Nth(1).FillAsync("ewig");
        await Assertions.Expect(builder.Locator(".qb-row").Nth(1).Locator("[data-trouble]")).ToContainTextAsync("„ewig“ ist keine Dauer.");
        await Assertions.Expect(builder.Locator(".qb-row").First.Locator("[data-trouble]")).ToBeHiddenAsync();
        await builder.GetByLabel("Wert").Nth(1).FillAsync("5min");
        await Assertions.Expect(builder.Locator("[data-say=text]")).ToHaveTextAsync("kind:image width>5 duration:300s");
    }

    [Fact]
    public async Task APhrase_OpensAsWhatWasUnderstood_AndWordsAreSearchedForToTheLetter()
    {
        await site.BringAsync("phrased", 1);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("photos of dogs");
        await visit.PressAsync("q");
        var builder = Builder(visit);
        await Assertions.Expect(builder.Locator("[data-say=understood]")).ToContainTextAsync("photos of dogs");
        await Assertions.Expect(builder.Locator(".qb-row")).ToHaveCountAsync(2);
        await Assertions.Expect(builder.Locator("[data-say=text]")).ToHaveTextAsync("kind:image tag:dog");

        await builder.GetByRole(AriaRole.Button, new() { Name = "Remove" }).First.ClickAsync();
        await builder.GetByLabel("What is asked for").SelectOptionAsync("words");
        await builder.GetByLabel("Value").FillAsync("photos of dogs");
        await Assertions.Expect(builder.Locator("[data-say=text]")).ToHaveTextAsync("(photos of dogs)");
        await visit.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/?q=%28photos+of+dogs%29");
        await Assertions.Expect(visit.Page.Locator(".nothing")).ToBeVisibleAsync();
        await visit.PressAsync("q");
        await Assertions.Expect(builder.GetByLabel("Value")).ToHaveValueAsync("photos of dogs");
    }

    [Fact]
    public async Task EveryQuery_IsTheSameAfterTheBuilder()
    {
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/");
        var random = new Random(20_240_501);
        string[] leaves =
        [
            .. SearchFields.All.Where(field => field.Type != SearchFieldType.Value).Select(field => field.Example), .. SearchFields.All.Where(field => field.Operators.Contains(QueryOperator.Exists) && field.Type != SearchFieldType.Value).Select(field => field.Name + " EXISTS"),
            "dog", "\"AND\"", "(EXISTS)", "\"a b\"", "\"say \\\"hi\\\"\"", "\"\\\"quoted\\\"\"", "日本", "tag:\"dog\"", "tag:\"\\\"dog\\\"\"", "tag:\"-1\"", "name:\"AND\"", "kind IN (image, video)", "tag IN (a, \"b, c\")", "taken BETWEEN 2023 AND \"this week\"", "added>7d", "name==\"x y\"",
            "tag(shoe, confidence > 80, NOT source = model)", "tag(, state = suggested)", "person(\"Ann Lee\")", "size BETWEEN 1kb AND 2gib", "near IN (\"1,2 3km\", \"4,5 6m\")", "text:\"it's\"",
        ];
        string Query(int depth) => depth == 0 || random.Next(4) == 0 ? (random.Next(5) == 0 ? "-" : "") + leaves[random.Next(leaves.Length)]
            : (random.Next(4) == 0 ? "-" : "") + "(" + string.Join(random.Next(2) == 0 ? " " : " OR ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Query(depth - 1))) + ")";
        string[] queries = [.. leaves, "", string.Concat(Enumerable.Repeat("(a OR (b ", 30)) + "c" + new string(')', 60), .. Enumerable.Range(0, 150).Select(_ => Query(3))];
        var built = await visit.Page.EvaluateAsync<JsonElement>(
            """
            async queries => {
              const { read, write } = await import('/js/builder/tree.js');
              const ask = async body => (await (await fetch('/api/search/query', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json());
              const built = [];
              for (const query of queries) {
                const asked = await ask({ query, levels: 8 });
                const said = asked.filter && await ask({ filter: write(read(asked.filter), '', new Map()) ?? {} });
                built.push([asked.query ?? JSON.stringify(asked), said?.query ?? JSON.stringify(said)]);
              }
              return built;
            }
            """,
            queries);
        var wrong = built.EnumerateArray().Select((pair, i) => (Query: queries[i], Asked: pair[0].GetString()!, Said: pair[1].GetString()!))
            .Where(one => QueryParser.Parse(one.Query).Query is not { } tree || QueryPrinter.Print(tree) != one.Asked || !tree.Equals(QueryParser.Parse(one.Said).Query)).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(10)));
    }

    private static ILocator Builder(Visit visit) => visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Build a query" });
}
