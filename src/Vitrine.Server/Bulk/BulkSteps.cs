using Vitrine.Core.Claims;
using Vitrine.Core.Edits;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;

namespace Vitrine.Server.Bulk;

/// <summary>One thing to do to each asset of a set. It looks at the asset as it is, not as another step leaves it.</summary>
internal abstract record BulkStep
{
    /// <summary>What it changes.</summary>
    public abstract IEnumerable<AttributeSlot> Targets { get; }

    /// <summary>What it looks at beside.</summary>
    public virtual IEnumerable<AttributeSlot> Sources => [];

    public abstract void Wish(BulkAsset asset, WishBuilder wish, BulkWords words);
}

/// <summary>The words of values: labels of concepts, names of people, texts.</summary>
internal delegate string? BulkWords(ClaimValue? value);

/// <summary>The same values for all.</summary>
internal sealed record SetStep(AssetWish Values) : BulkStep
{
    public override IEnumerable<AttributeSlot> Targets =>
        Values.Set.Select(edit => (edit.Attribute, edit.Language)).Concat(Values.Add.Concat(Values.Remove).Select(word => (word.Attribute, Language: (string?)null)))
            .Distinct().Select(one => new AttributeSlot(AttributeSlot.NameOf(one.Attribute, one.Language), one.Attribute, one.Language))
            .Concat(Values.Fields.Select(change => AttributeSlot.Of(change.Field)));

    public override void Wish(BulkAsset asset, WishBuilder wish, BulkWords words)
    {
        foreach (var (attribute, language, value, everywhere) in Values.Set)
        {
            wish.Set(attribute, language, value, everywhere);
        }

        foreach (var change in Values.Fields)
        {
            wish.Set(change);
        }

        foreach (var word in Values.Remove)
        {
            wish.Remove(word);
        }

        foreach (var word in Values.Add)
        {
            wish.Add(word);
        }
    }
}

internal sealed record ClearStep(AttributeSlot Slot) : BulkStep
{
    public override IEnumerable<AttributeSlot> Targets => [Slot];

    public override void Wish(BulkAsset asset, WishBuilder wish, BulkWords words)
    {
        if (Slot.Field is { } field)
        {
            wish.Set(new FieldChange(field, []));
            return;
        }

        if (!Slot.IsSet)
        {
            wish.Set(Slot.Attribute, Slot.Language, null, everywhere: Slot.Language is null);
            return;
        }

        foreach (var claim in asset.Visible(Slot).Where(claim => claim.Value is not null))
        {
            wish.Remove(new WordEdit(Slot.Attribute, "", claim.Value));
        }
    }
}

/// <param name="Read">The attributes that the template names, by their names in it.</param>
internal sealed record TemplateStep(AttributeSlot Slot, ValueTemplate Template, AttributeSlots Read) : BulkStep
{
    public override IEnumerable<AttributeSlot> Targets => [Slot];

    public override IEnumerable<AttributeSlot> Sources => Template.Attributes.Select(name => Read.Find(name)!);

    public override void Wish(BulkAsset asset, WishBuilder wish, BulkWords words)
    {
        var (text, missing) = Template.Render(asset.Parts!, name => BulkText.Of(asset, Read.Find(name)!, words));
        if (text is null)
        {
            wish.Problems.Add(new ValueProblem(Slot.Name, "missing", $"It has no {missing}, of which its value would be made.", null));
        }
        else
        {
            wish.Write(Slot, text);
        }
    }
}

internal sealed record CopyStep(AttributeSlot From, AttributeSlot To, bool OnlyEmpty) : BulkStep
{
    public override IEnumerable<AttributeSlot> Targets => [To];

    public override IEnumerable<AttributeSlot> Sources => [From];

    public override void Wish(BulkAsset asset, WishBuilder wish, BulkWords words)
    {
        if (!(OnlyEmpty && asset.Visible(To).Any()) && BulkText.Of(asset, From, words) is { Length: > 0 } text)
        {
            wish.Write(To, text);
        }
    }
}

internal sealed record ReplaceStep(AttributeSlot Slot, TextReplace Replace) : BulkStep
{
    public override IEnumerable<AttributeSlot> Targets => [Slot];

    public override void Wish(BulkAsset asset, WishBuilder wish, BulkWords words)
    {
        if (Slot is { IsSet: true, Field: not null })
        {
            Options(asset, wish, words);
            return;
        }

        foreach (var claim in asset.Visible(Slot).Where(claim => claim.Value is not null))
        {
            if (Slot.Text(claim.Value, words) is { } before && Replace.Finds(before))
            {
                One(claim, Replace.Apply(before, AttributeText.LongestText), wish);
            }
        }
    }

    /// <summary>Options are said all together.</summary>
    private void Options(BulkAsset asset, WishBuilder wish, BulkWords words)
    {
        string[] before = [.. asset.Visible(Slot).Select(claim => Slot.Text(claim.Value, words)).OfType<string>()];
        if (before.Any(Replace.Finds))
        {
            wish.Write(Slot, WordList.Write(before.Select(text => Replace.Finds(text) ? Replace.Apply(text, AttributeText.LongestText) ?? text : text)));
        }
    }

    private void One(ShownClaim claim, string? after, WishBuilder wish)
    {
        if (after is null)
        {
            wish.Problems.Add(new ValueProblem(Slot.Name, "length", "The text would become too long.", null));
            return;
        }

        if (Slot.IsSet)
        {
            wish.Remove(new WordEdit(Slot.Attribute, "", claim.Value));
        }

        wish.Write(Slot with { Language = claim.Language }, after);
    }
}

internal sealed record ShiftStep(TimeSpan By) : BulkStep
{
    public override IEnumerable<AttributeSlot> Targets => [BulkText.TakenAt];

    public override void Wish(BulkAsset asset, WishBuilder wish, BulkWords words) => BulkText.Date(asset, wish, date => TimeEdit.Shift(date, By, BulkText.TakenAt.Name));
}

internal sealed record ZoneStep(TimeZoneInfo Zone, ZoneKeep Keep) : BulkStep
{
    public override IEnumerable<AttributeSlot> Targets => [BulkText.TakenAt];

    public override void Wish(BulkAsset asset, WishBuilder wish, BulkWords words) => BulkText.Date(asset, wish, date => TimeEdit.InZone(date, Zone, Keep, BulkText.TakenAt.Name));
}

/// <summary>What steps read of an asset.</summary>
internal static class BulkText
{
    public static AttributeSlot TakenAt => AttributeSlot.TakenAt;

    /// <summary>The shown value as text, of a set all words; null where there is none.</summary>
    public static string? Of(BulkAsset asset, AttributeSlot slot, BulkWords words) => slot.IsSet
        ? asset.Visible(slot).Select(claim => slot.Text(claim.Value, words)).OfType<string>().Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } all ? WordList.Write(all) : null
        : slot.Text(asset.One(slot)?.Value, words);

    public static void Date(BulkAsset asset, WishBuilder wish, Func<ClaimValue.Date, (ClaimValue.Date?, ValueProblem?)> change)
    {
        if (asset.One(TakenAt)?.Value is not ClaimValue.Date date)
        {
            wish.Problems.Add(new ValueProblem(TakenAt.Name, "missing", "When it was taken is not known.", "a date"));
            return;
        }

        var (changed, problem) = change(date);
        if (problem is not null)
        {
            wish.Problems.Add(problem);
        }
        else
        {
            wish.Set(TakenAt.Attribute, null, changed);
        }
    }
}
