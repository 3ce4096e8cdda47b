using System.Globalization;
using Vitrine.Core.Search;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>The list of <see cref="LightroomList"/>: it is known only at the end what stands below what, so that until then the words of one language are kept.</summary>
internal sealed class LightroomWriter(TextWriter to, string language) : ConceptFileWriter
{
    private readonly Dictionary<string, Kept> kept = new(StringComparer.Ordinal);

    public override void Add(ConceptRecord record)
    {
        var word = record.Labels.GetValueOrDefault(language) ?? record.Title;
        kept[record.Name] = new Kept(
            record.Name, word, TextFold.Key(word), [.. (record.Synonyms.GetValueOrDefault(language) ?? []).Where(synonym => synonym.Length > 0)], [.. record.Broader ?? []], record.Exported == false);
    }

    public override void End()
    {
        var below = kept.Values.SelectMany(one => Above(one).Select(broader => (broader, one))).ToLookup(pair => pair.broader, pair => pair.one, StringComparer.Ordinal);
        var open = new Stack<(Kept One, int Depth)>();
        foreach (var root in Sorted(kept.Values.Where(one => !Above(one).Any())).Reverse())
        {
            open.Push((root, 0));
        }

        var written = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var next))
        {
            // At its second place a concept stands without what is below it, which would be the same again, and with many places without end.
            var first = written.Add(next.One.Name);
            Write(next.One, next.Depth, first);
            if (first && next.Depth + 1 < LightroomList.Deepest)
            {
                foreach (var narrower in Sorted(below[next.One.Name]).Reverse())
                {
                    open.Push((narrower, next.Depth + 1));
                }
            }
        }
    }

    private IEnumerable<string> Above(Kept one) => one.Broader.Where(broader => kept.ContainsKey(broader) && broader != one.Name).Distinct(StringComparer.Ordinal);

    private static IOrderedEnumerable<Kept> Sorted(IEnumerable<Kept> some) => some.OrderBy(one => one.Key, StringComparer.Ordinal).ThenBy(one => one.Name, StringComparer.Ordinal);

    private void Write(Kept one, int depth, bool first)
    {
        var tabs = new string('\t', depth);
        to.Write(string.Create(CultureInfo.InvariantCulture, $"{tabs}{(one.IsHidden ? $"[{one.Word}]" : one.Word)}\r\n"));
        foreach (var synonym in first ? one.Synonyms : [])
        {
            to.Write($"{tabs}\t{{{synonym}}}\r\n");
        }
    }

    private sealed record Kept(string Name, string Word, string Key, string[] Synonyms, string[] Broader, bool IsHidden);
}
