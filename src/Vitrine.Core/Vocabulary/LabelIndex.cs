using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Vitrine.Core.Search;

namespace Vitrine.Core.Vocabulary;

/// <summary>
/// The words of some concepts, folded: one pool of UTF-8, and the places in it where a label or one of its words begins, sorted by what follows.
/// A label costs about its own bytes and 20 more; exact words and beginnings are found by binary search.
/// </summary>
internal sealed class LabelIndex
{
    /// <summary>Later words of one label that can be found by their beginning.</summary>
    private const int MostWords = 8;

    private const byte PreferredBit = 128;

    private readonly byte[] pool;
    private readonly int[] ends;
    private readonly int[] owners;
    private readonly int[] firsts;
    private readonly byte[] flags;
    private readonly string[] languages;
    private readonly Start[] starts;

    /// <param name="concepts">By their place, which is what is found; null where there is none.</param>
    public LabelIndex(IReadOnlyList<Concept?> concepts)
    {
        var count = concepts.Sum(concept => concept?.Labels.Count ?? 0);
        (ends, owners, flags, firsts) = (new int[count], new int[count], new byte[count], new int[concepts.Count]);
        var words = new ArrayBufferWriter<byte>(Math.Max(1, count * 16));
        var found = new List<Start>(count + (count / 2));
        var spoken = new List<string>();
        var label = 0;
        for (var place = 0; place < concepts.Count; place++)
        {
            firsts[place] = label;
            foreach (var one in concepts[place]?.Labels ?? [])
            {
                var key = TextFold.Key(one.Text);
                AddStarts(found, label, key);
                Encoding.UTF8.GetBytes(key, words);
                (ends[label], owners[label], flags[label]) = (words.WrittenCount, place, (byte)(Number(spoken, one.Language) | (one.Preferred ? PreferredBit : 0)));
                label++;
            }
        }

        (pool, languages, starts) = (words.WrittenSpan.ToArray(), [.. spoken], [.. found]);
        Sort();
    }

    /// <summary>Labels that are this word, folded.</summary>
    public IEnumerable<LabelPlace> Exact(string key)
    {
        var asked = Encoding.UTF8.GetBytes(key);
        for (var i = FirstFrom(asked); i < starts.Length && Rest(starts[i]).SequenceEqual(asked); i++)
        {
            if (starts[i].At == 0)
            {
                yield return Place(starts[i].Label);
            }
        }
    }

    /// <summary>Labels that are this word with a qualifier in brackets behind it.</summary>
    public IEnumerable<LabelPlace> Qualified(string key)
    {
        var asked = Encoding.UTF8.GetBytes(key + " (");
        for (var i = FirstFrom(asked); i < starts.Length && Rest(starts[i]).StartsWith(asked); i++)
        {
            if (starts[i].At == 0 && Rest(starts[i]) is var rest && rest[^1] == ')' && rest.LastIndexOf(" ("u8) == asked.Length - 2)
            {
                yield return Place(starts[i].Label);
            }
        }
    }

    /// <summary>Adds the best labels that begin with <paramref name="key"/>, or of which a later word does.</summary>
    public void Best(string key, string? language, BestLabels best)
    {
        var asked = Encoding.UTF8.GetBytes(key);
        Span<bool> speaks = stackalloc bool[languages.Length];
        for (var i = 0; i < languages.Length; i++)
        {
            speaks[i] = Speaks(languages[i], language);
        }

        // No byte of UTF-8 is 255.
        byte[] next = [.. asked[..^1], (byte)(asked[^1] + 1)];
        var until = FirstFrom(next);
        for (var i = FirstFrom(asked); i < until; i++)
        {
            var start = starts[i];
            var length = ends[start.Label] - Begin(start.Label);
            var rank = start.At > 0 ? 2 : length == asked.Length ? 0 : 1;
            var flag = flags[start.Label];
            var score = (rank << 26) | ((speaks[flag & ~PreferredBit] ? 0 : 1) << 25) | ((flag & PreferredBit) != 0 ? 0 : 1 << 24) | Math.Min(length, 0xffffff);
            if (best.MayTake(score))
            {
                best.Offer(score, Whole(start.Label), Place(start.Label));
            }
        }
    }

    /// <summary>How many places there are at which a label or a word of one begins, in the order of what follows.</summary>
    public int Starts => starts.Length;

    /// <summary>The first place from which at least this follows.</summary>
    public int FirstFrom(ReadOnlySpan<byte> key)
    {
        int low = 0, high = starts.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Rest(starts[middle]).SequenceCompareTo(key) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>What follows from a place.</summary>
    public ReadOnlySpan<byte> TextAt(int start) => Rest(starts[start]);

    public LabelPlace LabelAt(int start) => Place(starts[start].Label);

    public bool IsWhole(int start) => starts[start].At == 0;

    /// <summary>Whether a label of one language is in the language that is asked for, or in what that is a kind of.</summary>
    public static bool Speaks(string label, string? language) => language is not null
        && (label.Equals(language, StringComparison.OrdinalIgnoreCase) || language.StartsWith(label + "-", StringComparison.OrdinalIgnoreCase));

    /// <summary>A folded label from its beginning, and from those of its later words.</summary>
    public static IEnumerable<string> WordsOf(string key) => Beginnings(key).Select(begin => key[begin..]);

    private static IEnumerable<int> Beginnings(string key)
    {
        yield return 0;
        for (int i = 1, words = 0; i < key.Length && words < MostWords; i++)
        {
            if (char.IsLetterOrDigit(key[i]) && key[i - 1] is ' ' or '-' or '(')
            {
                words++;
                yield return i;
            }
        }
    }

    private static void AddStarts(List<Start> found, int label, string key)
    {
        foreach (var begin in Beginnings(key))
        {
            if (Encoding.UTF8.GetByteCount(key.AsSpan(0, begin)) is var at and <= ushort.MaxValue)
            {
                found.Add(new Start(label, (ushort)at));
            }
        }
    }

    /// <summary>A language more than there are numbers shares the last one's: it only counts less in the order.</summary>
    private static int Number(List<string> spoken, string language)
    {
        var number = spoken.FindIndex(known => known.Equals(language, StringComparison.OrdinalIgnoreCase));
        if (number < 0)
        {
            number = Math.Min(spoken.Count, PreferredBit - 1);
            if (number == spoken.Count)
            {
                spoken.Add(language);
            }
        }

        return number;
    }

    private LabelPlace Place(int label) => new(owners[label], label - firsts[owners[label]]);

    private int Begin(int label) => label == 0 ? 0 : ends[label - 1];

    private ReadOnlySpan<byte> Whole(int label) => pool.AsSpan(Begin(label)..ends[label]);

    private ReadOnlySpan<byte> Rest(Start start) => pool.AsSpan((Begin(start.Label) + start.At)..ends[start.Label]);

    /// <summary>By the first eight bytes as one number, which is ten times as quick as by texts; what is equal there by the rest.</summary>
    private void Sort()
    {
        var heads = new ulong[starts.Length];
        Span<byte> eight = stackalloc byte[8];
        for (var i = 0; i < heads.Length; i++)
        {
            var rest = Rest(starts[i]);
            eight.Clear();
            rest[..Math.Min(8, rest.Length)].CopyTo(eight);
            heads[i] = BinaryPrimitives.ReadUInt64BigEndian(eight);
        }

        Array.Sort(heads, starts);
        for (var from = 0; from < heads.Length;)
        {
            var until = from + 1;
            while (until < heads.Length && heads[until] == heads[from])
            {
                until++;
            }

            if (until - from > 1)
            {
                starts.AsSpan(from, until - from).Sort((a, b) => Rest(a).SequenceCompareTo(Rest(b)) is var order and not 0 ? order : a.Label.CompareTo(b.Label));
            }

            from = until;
        }
    }

    /// <summary>Where a label or a word of it begins, in bytes from its first.</summary>
    private readonly record struct Start(int Label, ushort At);
}

/// <summary>A label: the place of its concept, and its own among that concept's.</summary>
internal readonly record struct LabelPlace(int Concept, int Label);
