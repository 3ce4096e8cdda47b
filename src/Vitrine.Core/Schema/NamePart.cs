using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>A piece of a name's pattern: text as it is, or a place for a value.</summary>
/// <param name="Text">The literal; of a place, its word.</param>
/// <param name="Field">Whose value it is; null where the place is passed over.</param>
internal sealed record NamePiece(string Text, Field? Field, bool IsHole)
{
    private const int LongestCounter = 12;

    public override string ToString() => IsHole ? $"{{{Text}}}" : Text;

    /// <summary>Whether a text can be what stands here, by its form.</summary>
    public bool Fits(string text) => text.Length > 0 && (Field is null
        ? Text != "n" || (text.Length <= LongestCounter && text.All(char.IsAsciiDigit))
        : Field.Type is FieldType.Text or FieldType.Textarea || FieldReader.Read(Field, text) is { Problem: null or { Rule: "min" or "max" }, Values.Count: >= 0 });
}

/// <summary>One folder's or the file's part of a pattern.</summary>
internal sealed class NamePart(IReadOnlyList<NamePiece> pieces)
{
    private const int LongestName = 1_000;

    public IEnumerable<Field> Fields => pieces.Select(piece => piece.Field).OfType<Field>();

    public int Holes => pieces.Count(piece => piece.IsHole);

    /// <summary>What stands in the places, by their fields; null where the text has another form, and a problem where it can be read in several ways.</summary>
    /// <remarks>First each place takes only what its field can be; where that gives nothing, any text, so that the field itself says what is wrong with it.</remarks>
    public (IReadOnlyList<(Field Field, string Said)>? Found, ValueProblem? Trouble) Read(string text)
    {
        if (text.Length > LongestName)
        {
            return (null, null);
        }

        foreach (var strict in (bool[])[true, false])
        {
            var ends = new int[pieces.Count + 1, text.Length + 1];
            var ways = new sbyte[pieces.Count + 1, text.Length + 1];
            switch (Ways(text, 0, 0, strict, ways, ends))
            {
                case 1:
                    return (Taken(text, ends), null);
                case 2:
                    return (null, new ValueProblem("", "pattern", $"\"{FieldReader.Short(text)}\" can be read in several ways.", "a name in which the signs of the pattern stand only between the values"));
            }
        }

        return (null, null);
    }

    /// <summary>In how many ways the rest of the text can be the rest of the pattern: 0, 1, or 2 for more. Remembered as that plus one.</summary>
    private int Ways(string text, int piece, int at, bool strict, sbyte[,] ways, int[,] ends)
    {
        if (piece == pieces.Count)
        {
            return at == text.Length ? 1 : 0;
        }

        if (ways[piece, at] > 0)
        {
            return ways[piece, at] - 1;
        }

        var found = 0;
        if (!pieces[piece].IsHole)
        {
            var literal = pieces[piece].Text;
            found = string.Compare(text, at, literal, 0, literal.Length, StringComparison.OrdinalIgnoreCase) == 0 && at + literal.Length <= text.Length
                ? Ways(text, piece + 1, at + literal.Length, strict, ways, ends)
                : 0;
        }
        else
        {
            foreach (var end in Ends(text, piece, at))
            {
                if (Fits(piece, text[at..end], strict) && Ways(text, piece + 1, end, strict, ways, ends) is > 0 and var more)
                {
                    ends[piece, at] = end;
                    found += more;
                    if (found > 1)
                    {
                        break;
                    }
                }
            }
        }

        found = Math.Min(found, 2);
        ways[piece, at] = (sbyte)(found + 1);
        return found;
    }

    private bool Fits(int piece, string text, bool strict) => strict || pieces[piece].Field is null ? pieces[piece].Fits(text) : text.Length > 0;

    /// <summary>Where a value can end: before each place where the literal after it stands.</summary>
    private IEnumerable<int> Ends(string text, int piece, int at)
    {
        if (piece + 1 == pieces.Count)
        {
            yield return text.Length;
            yield break;
        }

        var literal = pieces[piece + 1].Text;
        for (var end = text.IndexOf(literal, at, StringComparison.OrdinalIgnoreCase); end >= 0; end = end + 1 < text.Length ? text.IndexOf(literal, end + 1, StringComparison.OrdinalIgnoreCase) : -1)
        {
            yield return end;
        }
    }

    private List<(Field, string)> Taken(string text, int[,] ends)
    {
        var found = new List<(Field, string)>();
        for (var (piece, at) = (0, 0); piece < pieces.Count; piece++)
        {
            var end = pieces[piece].IsHole ? ends[piece, at] : at + pieces[piece].Text.Length;
            if (pieces[piece].Field is { } field)
            {
                found.Add((field, text[at..end]));
            }

            at = end;
        }

        return found;
    }
}
