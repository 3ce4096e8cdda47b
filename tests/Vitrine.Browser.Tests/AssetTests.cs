using System.Text.Json;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

public sealed class AssetTests(Site site)
{
    [Fact]
    public async Task Boxes_OverThePreview_LieWhereTheModelSawThem()
    {
        var id = (await site.BringAsync("boxes", 1))[0];
        await using var visit = await site.VisitAsync();
        await visit.AssetAsync(id);
        var picture = await visit.Page.Locator(".frame > img").BoxAsync();
        var drawn = new List<LocatorBoundingBoxResult>();
        foreach (var box in await visit.Page.Locator(".box").AllAsync())
        {
            drawn.Add(await box.BoxAsync());
        }

        Assert.Equal(2, drawn.Count);
        foreach (var seen in (Core.Assets.Box[])[PlayedModels.Person, PlayedModels.Dog])
        {
            Assert.Contains(drawn, box =>
                Math.Abs(box.X - picture.X - (seen.X * picture.Width)) < 2 && Math.Abs(box.Y - picture.Y - (seen.Y * picture.Height)) < 2
                && Math.Abs(box.Width - (seen.Width * picture.Width)) < 2 && Math.Abs(box.Height - (seen.Height * picture.Height)) < 2);
        }

        await visit.PressAsync("b");
        await Assertions.Expect(visit.Page.Locator(".box").First).ToBeHiddenAsync();
        await visit.PressAsync("b");
        await Assertions.Expect(visit.Page.Locator(".box").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Claim_UnderThePointer_LightsItsBox()
    {
        var id = (await site.BringAsync("light", 1))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        var claim = panel.Locator(".claim").First;
        await claim.HoverAsync();
        await Assertions.Expect(visit.Page.Locator(".box.is-lit")).ToHaveCountAsync(1);
        Assert.Equal(await claim.GetAttributeAsync("data-claim"), await visit.Page.Locator(".box.is-lit").GetAttributeAsync("data-claim"));
    }

    [Fact]
    public async Task Labels_OfBoxesNearlyTheSame_DoNotCoverEachOther()
    {
        var id = (await site.BringAsync("twice", 1))[0];
        await using var visit = await site.VisitAsync();
        await visit.AssetAsync(id);
        var shown = await visit.Page.EvaluateAsync<JsonElement>("""
            async () => {
              const { placeBoxes, placeLabels, light } = await import('/js/boxes.js'), frame = document.querySelector('.frame'), box = frame.querySelector('.box');
              for (const other of frame.querySelectorAll('.box')) if (other !== box) other.remove();
              box.dataset.box = '0.01 0.01 0.98 0.98';
              for (const near of ['0.02 0.015 0.96 0.97', '0.03 0.02 0.94 0.96', '0.015 0.02 0.97 0.96']) {
                const twin = box.cloneNode(true);
                twin.dataset.box = near;
                box.after(twin);
              }
              placeBoxes(frame);
              placeLabels(frame);
              light(frame, box.dataset.claim);
              return [...frame.querySelectorAll('.box > span')].map(label => label.getBoundingClientRect()).filter(one => one.width).map(one => [one.left, one.top, one.right, one.bottom]);
            }
            """);
        var labels = shown.EnumerateArray().Select(one => one.EnumerateArray().Select(side => side.GetDouble()).ToArray()).ToList();
        Assert.NotEmpty(labels);
        for (var i = 0; i < labels.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (labels[i], labels[j]);
                Assert.False(a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3], $"{string.Join(' ', a)} and {string.Join(' ', b)}");
            }
        }
    }

    [Fact]
    public async Task Problems_OfALockedDocument_AreSaidOnceAndNotesBelow()
    {
        var locked = await File.ReadAllBytesAsync(SharedFolder.Path("corpus/documents/locked.pdf"));
        var id = (await site.BringAsync("locked", [("locked.pdf", locked)]))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        await Assertions.Expect(panel.Locator(".notice-danger")).ToHaveCountAsync(1);
        await Assertions.Expect(panel.Locator(".notice-danger")).ToContainTextAsync("it opens with a password only");
        await Assertions.Expect(panel.Locator(".notes li").First).ToBeHiddenAsync();
        await panel.Locator(".notes summary").ClickAsync();
        await Assertions.Expect(panel.Locator(".notes li", new() { HasText = "The PDF is encrypted" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("de-DE", "Verlauf")]
    [InlineData("en-GB", "History")]
    public async Task Tabs_OfThePanel_AreSeenWhole(string locale, string last)
    {
        var survey = await File.ReadAllBytesAsync(SharedFolder.Path("corpus/documents/multi-page.pdf"));
        var id = (await site.BringAsync("tabs", [("survey.pdf", survey)]))[0];
        await using var visit = await site.VisitAsync(locale: locale);
        var panel = await visit.AssetAsync(id);
        var tab = await panel.Locator(".tabs a", new() { HasText = last }).BoxAsync();
        Assert.InRange(tab.X + tab.Width, 0, 1440);
    }

    [Fact]
    public async Task Suggestion_Accepted_CountsAndShowsWhoDecided()
    {
        var id = (await site.BringAsync("accept", 1))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        var name = await panel.Locator(".claim[data-state=suggested]").First.GetAttributeAsync("data-name");
        await panel.Locator($".claim[data-name='{name}'] .claim-yes").ClickAsync();
        await Assertions.Expect(panel.Locator($".claim[data-name='{name}']")).ToHaveAttributeAsync("data-state", "accepted");
        Assert.Equal("accepted", Site.TagsOf(await site.AssetAsync(id))[name!]);
        await panel.Locator($".claim[data-name='{name}'] .claim-name").ClickAsync();
        await Assertions.Expect(panel.Locator(".why:popover-open")).ToContainTextAsync("says it is right");
    }

    [Fact]
    public async Task Suggestion_RejectedByKeyboard_IsHiddenAndCanBeLifted()
    {
        var id = (await site.BringAsync("reject", 1))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        var name = await panel.Locator(".claim[data-state=suggested]").First.GetAttributeAsync("data-name");
        await panel.Locator($".claim[data-name='{name}'] .claim-no").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(panel.Locator(".rejected summary")).ToHaveTextAsync("1 rejected");
        await Assertions.Expect(panel.Locator($".claim[data-name='{name}']")).ToBeHiddenAsync();
        Assert.Equal("rejected", Site.TagsOf(await site.AssetAsync(id))[name!]);
        await panel.Locator(".rejected summary").ClickAsync();
        await panel.Locator(".rejected .claim-lift").ClickAsync();
        await Assertions.Expect(panel.Locator($".claim[data-name='{name}'][data-state=suggested]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Suggestions_DecidedByKeys_GoFromOneToTheNext()
    {
        var id = (await site.BringAsync("assetkeys", 1))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        var names = await panel.Locator(".claim[data-state=suggested]").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.name)");
        Assert.True(names.Length >= 2);

        // Without the focus on a suggestion the keys decide nothing.
        await visit.PressAsync("a", "r");
        var first = panel.Locator($".claim[data-name='{names[0]}'] .claim-name");
        await first.FocusAsync();
        await Assertions.Expect(first).ToBeFocusedAsync();
        await visit.PressAsync("a");
        await Assertions.Expect(panel.Locator($".claim[data-name='{names[0]}']")).ToHaveAttributeAsync("data-state", "accepted");
        await Assertions.Expect(panel.Locator($".claim[data-name='{names[1]}'] .claim-name")).ToBeFocusedAsync();
        await visit.PressAsync("r");
        await Assertions.Expect(panel.Locator(".rejected summary")).ToHaveTextAsync("1 rejected");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync($"Rejected {names[1]} for this file");
        var tags = Site.TagsOf(await site.AssetAsync(id));
        Assert.Equal(("accepted", "rejected"), (tags[names[0]], tags[names[1]]));
        await visit.PressAsync("?");
        await Assertions.Expect(visit.Page.Locator("#keys")).ToContainTextAsync("Accept or reject the suggestion");
    }

    [Fact]
    public async Task Suggestion_RejectedByDoubleClick_RejectsThatOneAndUndoTakesItBack()
    {
        var id = (await site.BringAsync("twice", 1))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        var suggested = panel.Locator(".claim[data-state=suggested]");
        var before = await suggested.CountAsync();
        var name = await suggested.First.GetAttributeAsync("data-name");
        await suggested.First.Locator(".claim-no").DblClickAsync();
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync($"Rejected {name} for this file");
        await Assertions.Expect(panel.Locator(".rejected summary")).ToHaveTextAsync("1 rejected");
        await visit.Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(suggested).ToHaveCountAsync(before);
        Assert.Equal("suggested", Site.TagsOf(await site.AssetAsync(id))[name!]);
    }

    [Fact]
    public async Task Tag_TypedOnOne_IsAddedTakenBackAndRemoved()
    {
        var id = (await site.BringAsync("tagone", 1))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        var chip = panel.Locator(".claim[data-name='Harbour Open'][data-source=person]");
        await visit.PressAsync("t");
        await TypeAsync(visit, "Harbour Open");
        await Assertions.Expect(chip).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Added “Harbour Open”");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(chip).ToHaveCountAsync(0);
        await visit.PressAsync("Escape", "t");
        await TypeAsync(visit, "Harbour Open");
        await Assertions.Expect(chip).ToBeVisibleAsync();
        await visit.PressAsync("Escape");
        await chip.Locator(".claim-name").ClickAsync();
        await panel.Locator(".why:popover-open").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(chip).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task TagDialog_AfterUndo_ShowsFreshTicks()
    {
        var id = (await site.BringAsync("ticks", 1))[0];
        await using var visit = await site.VisitAsync();
        await visit.AssetAsync(id);
        await visit.PressAsync("t");
        await TypeAsync(visit, "Lighthouse keeper");
        var row = visit.Page.Locator("#tag .pick-row", new() { HasText = "Lighthouse keeper" });
        await Assertions.Expect(row).ToHaveAttributeAsync("aria-checked", "true");
        await visit.Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Taken back");
        await Assertions.Expect(visit.Page.Locator("#tag .pick-row[aria-checked=true]", new() { HasText = "Lighthouse keeper" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Why_Opened_LeavesItsBoxFree()
    {
        var id = (await site.BringAsync("whyfree", 1))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        foreach (var chip in await panel.Locator(".claim:not([data-state=rejected])").AllAsync())
        {
            var claim = await chip.GetAttributeAsync("data-claim");
            await chip.Locator(".claim-name").ClickAsync();
            var card = await panel.Locator($"[data-why='{claim}'][data-placed]:popover-open").BoxAsync();
            foreach (var box in await visit.Page.Locator($".box[data-claim='{claim}']").AllAsync())
            {
                var seen = await box.BoxAsync();
                Assert.False(card.X < seen.X + seen.Width && seen.X < card.X + card.Width && card.Y < seen.Y + seen.Height && seen.Y < card.Y + card.Height, $"the card of {claim} covers its box");
            }

            await visit.PressAsync("Escape");
        }

        await panel.Locator(".claim-name").First.ClickAsync();
        await Assertions.Expect(panel.Locator(".why:popover-open")).ToContainTextAsync("played@1");
        await Assertions.Expect(visit.Page.Locator(".box span", new() { HasTextRegex = new(" [0-9]$") })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Tag_OnManySelected_ReachesAllAndUndoTakesItBack()
    {
        var ids = await site.BringAsync("tagmany", 4);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:tagmany");
        await visit.PressAsync("ArrowDown", "x", "Shift+ArrowRight", "Shift+ArrowRight");
        await Assertions.Expect(visit.Page.Locator("[data-count]")).ToHaveTextAsync("3 selected");
        await visit.PressAsync("t");
        await TypeAsync(visit, "Autumn line");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Added “Autumn line”");
        Assert.Equal(3, await CountAsync(ids, "Autumn line"));
        await visit.Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Taken back");
        Assert.Equal(0, await CountAsync(ids, "Autumn line"));
    }

    [Fact]
    public async Task Trash_OfEverythingThatMatches_EmptiesTheResultsAndUndoBringsThemBack()
    {
        var ids = await site.BringAsync("trash", 3);
        await using var visit = await site.VisitAsync();
        var tiles = await visit.LibraryAsync("folder:trash");
        await visit.PressAsync("Control+a", "Delete");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Moved 3 files to the trash");
        Assert.NotEqual(JsonValueKind.Null, (await site.AssetAsync(ids[0])).GetProperty("trashedAt").ValueKind);
        await visit.Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(3);
    }

    private static async Task TypeAsync(Visit visit, string tag)
    {
        await Assertions.Expect(visit.Page.Locator("#tag [role=combobox]")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync(tag);
        await visit.Page.Locator(".pick-row.is-active", new() { HasText = tag }).WaitForAsync();
        await visit.PressAsync("Enter");
    }

    private async Task<int> CountAsync(IEnumerable<string> ids, string tag)
    {
        var count = 0;
        foreach (var id in ids)
        {
            count += Site.TagsOf(await site.AssetAsync(id)).ContainsKey(tag) ? 1 : 0;
        }

        return count;
    }
}
