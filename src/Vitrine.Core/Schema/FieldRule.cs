using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>
/// A condition on another field. Without <paramref name="Options"/> the field itself is there only where the other has one of the values (of several
/// such rules one is enough); with them, these options can be chosen only there. An option that no rule names can always be chosen.
/// </summary>
/// <param name="Field">The other field's name.</param>
/// <param name="In">Its values as texts (<see cref="FieldText"/>), at least one.</param>
/// <param name="Options">Values of this field's options; null = the rule is about the field.</param>
public sealed record FieldRule(string Field, IReadOnlyList<string> In, IReadOnlyList<string>? Options)
{
    public bool Holds(FieldLook values) => values(Field).Any(value => In.Contains(value, StringComparer.Ordinal));

    public bool Equals(FieldRule? other) =>
        other is not null && Field == other.Field && In.SequenceEqual(other.In)
        && (Options is null) == (other.Options is null) && (Options ?? []).SequenceEqual(other.Options ?? []);

    public override int GetHashCode() => HashCode.Combine(Field, In.Count);
}

/// <summary>The values of an asset's field by its name, as texts; none where there is none.</summary>
public delegate IReadOnlyList<string> FieldLook(string field);

/// <summary>What conditional rules come to for one asset.</summary>
public static class FieldRules
{
    extension(Field field)
    {
        /// <summary>Whether an asset with these values has the field at all.</summary>
        public bool Applies(FieldLook values)
        {
            var conditions = field.Rules.Where(rule => rule.Options is null).ToArray();
            return conditions.Length == 0 || conditions.Any(rule => rule.Holds(values));
        }

        public bool Offers(string option, FieldLook values)
        {
            var naming = field.Rules.Where(rule => rule.Options?.Contains(option, StringComparer.Ordinal) == true).ToArray();
            return naming.Length == 0 || naming.Any(rule => rule.Holds(values));
        }

        /// <summary>When the field applies, in words for people.</summary>
        public QuerySentence ConditionText() => Either(field.Rules.Where(rule => rule.Options is null).Select(rule => new QuerySentence(ValueSentences.FieldIs, rule.Field, Either(rule.In.Select(QuerySentence.Verbatim)))));

        private static QuerySentence Either(IEnumerable<QuerySentence> all) => all.Aggregate((one, next) => new QuerySentence(ValueSentences.Either, one, next));
    }

    /// <summary>A field that depends on itself through others; null where none does.</summary>
    public static IReadOnlyList<string>? Circle(Field from, IReadOnlyDictionary<string, Field> fields)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Walk(from.Rules, [from.Name]);

        IReadOnlyList<string>? Walk(IReadOnlyList<FieldRule> rules, IReadOnlyList<string> path)
        {
            foreach (var other in rules.Select(rule => rule.Field).Distinct(StringComparer.Ordinal))
            {
                if (other == from.Name)
                {
                    return [.. path, other];
                }

                if (seen.Add(other) && fields.TryGetValue(other, out var next) && Walk(next.Rules, [.. path, other]) is { } circle)
                {
                    return circle;
                }
            }

            return null;
        }
    }
}
