using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk;

/// <summary>What a job does to many assets: what each is to become.</summary>
internal abstract class BulkPlan
{
    public abstract IEnumerable<AttributeSlot> Targets { get; }

    public virtual IEnumerable<AttributeSlot> Sources => [];

    /// <summary>Where all of it is about these tags. Null where other things are changed, or each asset has tags of its own.</summary>
    public virtual AssetWish? OnlyTags => null;

    /// <summary>Words of sets that are the same for all.</summary>
    public virtual IEnumerable<WordEdit> Words => [];

    /// <summary>Whether the facts of assets are asked for, as templates do.</summary>
    public virtual bool NeedsFacts => false;

    /// <summary>Whether words are looked up for values: labels of concepts and names of people.</summary>
    public virtual bool NeedsWords => false;

    /// <summary>Called before some assets of the set are asked for: these, by their places from 0.</summary>
    public virtual Task ReadyAsync(DbSession session, int from, int count, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What one asset is to become. Where there are problems, nothing of it is done.</summary>
    public abstract (AssetWish Wish, IReadOnlyList<ValueProblem> Problems) Wish(BulkAsset asset, BulkWords words);
}

/// <summary>The same steps for each asset.</summary>
internal sealed class StepPlan(IReadOnlyList<BulkStep> steps) : BulkPlan
{
    public override IEnumerable<AttributeSlot> Targets => steps.SelectMany(step => step.Targets);

    public override IEnumerable<AttributeSlot> Sources => steps.SelectMany(step => step.Sources);

    public override AssetWish? OnlyTags =>
        steps is [SetStep { Values: { Set.Count: 0, Fields.Count: 0 } values }] && values.Add.Concat(values.Remove).All(word => word.Attribute == ClaimAttributes.Tag) ? values : null;

    public override IEnumerable<WordEdit> Words => steps.OfType<SetStep>().SelectMany(step => step.Values.Add.Concat(step.Values.Remove));

    public override bool NeedsFacts => steps.Any(step => step is TemplateStep);

    public override bool NeedsWords => steps.Any(step => step is TemplateStep or CopyStep or ReplaceStep);

    /// <summary>What all are to become where that is the same: one wish, of which its words are looked up once.</summary>
    public override (AssetWish Wish, IReadOnlyList<ValueProblem> Problems) Wish(BulkAsset asset, BulkWords words)
    {
        if (steps is [SetStep { Values: var same }])
        {
            return (same, []);
        }

        var wish = new WishBuilder();
        foreach (var step in steps)
        {
            step.Wish(asset, wish, words);
        }

        return (wish.Build(), wish.Problems);
    }
}
