using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>What one asset is to have in a field from now on; no values = none.</summary>
public sealed record FieldChange(Field Field, IReadOnlyList<ClaimValue> Values);

/// <summary>A field as the assets of one folder have it.</summary>
public sealed record AppliedField(Field Field, bool Required, bool ReadOnly, IReadOnlyList<ClaimValue> Default);

/// <summary>What values must be beside each other.</summary>
public static class FieldChecks
{
    /// <summary>What is wrong with a change, in the order of the changes; none where it may be made.</summary>
    /// <param name="applied">The fields that the asset's folder has.</param>
    /// <param name="now">The values that the asset shows before the change.</param>
    /// <param name="complete">Whether required fields must have a value afterwards; else only those that the change takes away are missed.</param>
    public static IReadOnlyList<ValueProblem> Check(IReadOnlyList<AppliedField> applied, FieldLook now, IReadOnlyList<FieldChange> changes, bool complete)
    {
        var fields = applied.ToDictionary(one => one.Field.Name, StringComparer.Ordinal);
        var changed = changes.GroupBy(change => change.Field.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var problems = new List<ValueProblem>();
        foreach (var change in changed.Values)
        {
            if (Wrong(change) is { } problem)
            {
                problems.Add(problem);
            }
        }

        foreach (var one in applied.Where(one => one.Required && (complete || changed.ContainsKey(one.Field.Name))))
        {
            if (After(one.Field.Name).Count == 0 && one.Field.Applies(After))
            {
                problems.Add(new ValueProblem(one.Field.Name, "required", new QuerySentence(ValueSentences.Required, one.Field.Label), Words.Example(one.Field)));
            }
        }

        return problems;

        IReadOnlyList<string> After(string name) => changed.TryGetValue(name, out var change) ? [.. change.Values.Select(value => FieldText.Of(change.Field, value))] : now(name);

        ValueProblem? Wrong(FieldChange change)
        {
            var field = change.Field;
            if (!fields.TryGetValue(field.Name, out var here))
            {
                // What should not be there may be taken away.
                return change.Values.Count == 0 ? null : new ValueProblem(field.Name, "folders", new QuerySentence(ValueSentences.NotInFolder, field.Label), new(ValueSentences.NoValue));
            }

            var texts = After(field.Name);
            if (here.ReadOnly && !texts.SequenceEqual(now(field.Name), StringComparer.Ordinal))
            {
                return new ValueProblem(field.Name, "readOnly", new QuerySentence(ValueSentences.ReadOnly, field.Label), new(ValueSentences.ValueItHas));
            }

            if (texts.Count > 0 && !field.Applies(After))
            {
                return new ValueProblem(field.Name, "rules", new QuerySentence(ValueSentences.OnlyWhere, field.Label, field.ConditionText()), new(ValueSentences.NoValue));
            }

            return texts.FirstOrDefault(text => !field.Offers(text, After)) is { } option
                ? new ValueProblem(field.Name, "rules", new QuerySentence(ValueSentences.NotBeside, option, field.Label), Words.Example(field))
                : null;
        }
    }
}
