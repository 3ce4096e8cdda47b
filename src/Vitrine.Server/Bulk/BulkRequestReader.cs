using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Edits;
using Vitrine.Server.Claims;

namespace Vitrine.Server.Bulk;

/// <summary>Reads a request to change the values of many assets: all of it is checked, nothing is written.</summary>
internal sealed class BulkRequestReader(BulkAssets assets, AssetEditReader edits)
{
    private const int MostTemplates = 50;

    /// <summary>Whether it asks for values at all.</summary>
    public static bool Asks(BulkRequest request) => request.Set is not null || request.Clear?.Count > 0 || request.Template?.Count > 0 || request.Replace is not null || request.Copy is not null
        || request.ShiftTime is not null || request.SetZone is not null || Words(request.Add) || Words(request.Remove);

    /// <summary>Whether it adds and removes tags and does nothing else.</summary>
    public static bool IsTagsOnly(BulkRequest request) => request is { Set: null, Clear: null, Template: null, Replace: null, Copy: null, ShiftTime: null, SetZone: null }
        && request.Add?.People is null && request.Remove?.People is null;

    public StepPlan Read(long library, BulkRequest request, List<ValueProblem> problems)
    {
        List<BulkStep> steps = [];
        var slots = assets.SlotsOf(library);
        var patch = (request.Set ?? new AssetPatch()) with
        {
            Tags = Joined(request.Set?.Tags, request.Add?.Tags, request.Remove?.Tags),
            People = Joined(request.Set?.People, request.Add?.People, request.Remove?.People),
        };
        var values = edits.Check(library, patch, problems);
        if (!values.IsEmpty)
        {
            steps.Add(new SetStep(values));
        }

        steps.AddRange((request.Clear ?? []).Select(name => Slot(slots, "clear", name, problems)).OfType<AttributeSlot>().Select(slot => new ClearStep(slot)));
        Templates(slots, request.Template, steps, problems);
        Replace(slots, request.Replace, steps, problems);
        Copy(slots, request.Copy, steps, problems);
        Times(request, steps, problems);
        Twice(steps, problems);
        return new StepPlan(steps);
    }

    private static bool Words(BulkChange? change) => change?.Tags?.Count > 0 || change?.People?.Count > 0;

    private static WordChange? Joined(WordChange? set, IReadOnlyList<string>? add, IReadOnlyList<string>? remove) =>
        set is null && add is null && remove is null ? null : new WordChange([.. set?.Add ?? [], .. add ?? []], [.. set?.Remove ?? [], .. remove ?? []]);

    private static AttributeSlot? Slot(AttributeSlots slots, string field, string? name, List<ValueProblem> problems)
    {
        if (slots.Find(name) is { } slot)
        {
            return slot;
        }

        problems.Add(new ValueProblem(field, "unknown", $"There is no attribute named '{name}'.", slots.Names));
        return null;
    }

    private static void Templates(AttributeSlots slots, IReadOnlyDictionary<string, string>? templates, List<BulkStep> steps, List<ValueProblem> problems)
    {
        if (templates?.Count > MostTemplates)
        {
            problems.Add(new ValueProblem("template", "count", $"There are at most {MostTemplates} templates.", null));
            return;
        }

        foreach (var (name, template) in templates ?? new Dictionary<string, string>())
        {
            if (Slot(slots, "template", name, problems) is not { } slot)
            {
                continue;
            }

            try
            {
                steps.Add(new TemplateStep(slot, ValueTemplate.Parse(template, said => slots.Find(said) is not null), slots));
            }
            catch (FormatException error)
            {
                problems.Add(new ValueProblem("template." + name, "template", error.Message, "{name} {n:000}"));
            }
        }
    }

    private static void Replace(AttributeSlots slots, BulkReplace? replace, List<BulkStep> steps, List<ValueProblem> problems)
    {
        if (replace is null || Slot(slots, "replace.attribute", replace.Attribute, problems) is not { } slot)
        {
            return;
        }

        if (slot.Attribute == ClaimAttributes.Rating || slot.Attribute == ClaimAttributes.Pick || slot.Attribute == ClaimAttributes.TakenAt || slot.Attribute == ClaimAttributes.DigitisedAt)
        {
            problems.Add(new ValueProblem("replace.attribute", "type", $"'{slot.Name}' is no text.", null));
            return;
        }

        try
        {
            steps.Add(new ReplaceStep(slot, TextReplace.Parse(replace.Find ?? "", replace.With ?? "", replace.Regex, replace.MatchCase)));
        }
        catch (FormatException error)
        {
            problems.Add(new ValueProblem("replace.find", "pattern", error.Message, null));
        }
    }

    private static void Copy(AttributeSlots slots, BulkCopy? copy, List<BulkStep> steps, List<ValueProblem> problems)
    {
        if (copy is not null && Slot(slots, "copy.from", copy.From, problems) is { } from && Slot(slots, "copy.to", copy.To, problems) is { } to)
        {
            if (from == to)
            {
                problems.Add(new ValueProblem("copy.to", "same", "A value is copied to another attribute than its own.", null));
            }

            steps.Add(new CopyStep(from, to, copy.OnlyEmpty));
        }
    }

    private static void Times(BulkRequest request, List<BulkStep> steps, List<ValueProblem> problems)
    {
        if (request.ShiftTime is { } shift)
        {
            if (shift.Minutes is { } minutes && Math.Abs(minutes) <= TimeEdit.MostMinutes && shift.To is null)
            {
                steps.Add(new ShiftStep(TimeSpan.FromMinutes(minutes)));
            }
            else
            {
                problems.Add(new ValueProblem("shiftTime", "range", "Say either minutes, or the time at which the first one was taken.", """{"minutes": -60} or {"to": "2026-05-01T12:00"}"""));
            }
        }

        if (request.SetZone is { } zone)
        {
            var found = TimeEdit.Zone(zone.Zone ?? "");
            if (found is null || zone.Keep is not ("local" or "instant"))
            {
                problems.Add(found is null
                    ? new ValueProblem("setZone.zone", "zone", $"There is no zone '{zone.Zone}'.", "Europe/Lisbon, +01:00 or Z")
                    : new ValueProblem("setZone.keep", "unknown", "Either the local time stays, or the instant.", "local, instant"));
                return;
            }

            steps.Add(new ZoneStep(found, zone.Keep == "local" ? ZoneKeep.Local : ZoneKeep.Instant));
        }
    }

    /// <summary>Each step looks at assets as they are: two for one attribute would forget each other.</summary>
    private static void Twice(List<BulkStep> steps, List<ValueProblem> problems)
    {
        var targets = steps.SelectMany(step => step.Targets.Distinct()).ToArray();
        foreach (var slot in targets.Where((slot, at) => targets.Take(at).Any(earlier => earlier.Attribute == slot.Attribute && (earlier.Language is null || slot.Language is null || earlier.Language == slot.Language) && !BothTexts(earlier, slot, steps))).DistinctBy(slot => slot.Name))
        {
            problems.Add(new ValueProblem(slot.Name, "twice", $"'{slot.Name}' is changed in two ways at once. Do one after the other.", null));
        }
    }

    /// <summary>Values by language of one request are none of each other's business.</summary>
    private static bool BothTexts(AttributeSlot one, AttributeSlot other, List<BulkStep> steps) => one != other && steps.OfType<SetStep>().Any(step => step.Targets.Contains(one) && step.Targets.Contains(other));
}
