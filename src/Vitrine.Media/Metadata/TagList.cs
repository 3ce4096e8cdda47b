using System.Text;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Metadata;

/// <summary>Takes tags while a file is read and keeps the limits: number of tags, length of one value, length of all.</summary>
internal sealed class TagList(CancellationToken cancellationToken)
{
    public const int MostTags = 5_000;

    /// <summary>Characters of one value; captions of 70,000 characters exist, longer ones are cut.</summary>
    public const int LongestValue = 100_000;
    private const int MostCharacters = 4_000_000, MostProblems = 20, LongestName = 200;
    private const string Step = "metadata";
    private readonly List<EmbeddedTag> tags = [];
    private readonly List<Problem> problems = [];
    private int characters;

    public IReadOnlyList<EmbeddedTag> Tags => tags;

    public IReadOnlyList<Problem> Problems => problems;

    /// <summary>While true, IPTC that is met does not lie in its usual place: that is read later.</summary>
    public bool IptcComesLater { get; set; }

    public bool IsFull => tags.Count >= MostTags || characters >= MostCharacters;

    /// <summary>Adds one tag. An empty value is not one; NUL, which no database keeps, becomes the symbol for it.</summary>
    public void Add(string group, string name, string? raw, string? printed = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        raw = raw?.TrimEnd('\0');
        if (string.IsNullOrEmpty(raw))
        {
            return;
        }

        if (IsFull)
        {
            Report("too-many-tags", $"The file has more metadata than is kept; {tags.Count} tags were read.");
            return;
        }

        printed = printed is null ? null : ShownText.Clean(Cut(printed));
        var tag = new EmbeddedTag(Cut(group, LongestName), Cut(name, LongestName), Cut(raw).Replace('\0', '␀'), printed is "" || printed == raw ? null : printed);
        characters += tag.Raw.Length + (tag.Printed?.Length ?? 0);
        tags.Add(tag);
    }

    /// <summary>Records what is wrong, each code once: a broken file tends to say the same thing many times.</summary>
    public void Report(string code, string message)
    {
        if (problems.Count < MostProblems && !problems.Exists(problem => problem.Code == code))
        {
            problems.Add(new Problem(Step, code, message));
        }
    }

    private static string Cut(string text, int longest = LongestValue)
    {
        if (text.Length > longest)
        {
            text = text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
        }

        // A lone surrogate cannot be written as UTF-8.
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }
}
