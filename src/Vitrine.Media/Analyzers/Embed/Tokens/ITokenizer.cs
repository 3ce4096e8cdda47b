namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>Cuts a text into the tokens of a model's vocabulary. May be used by several threads at once.</summary>
public interface ITokenizer
{
    /// <summary>The ids of the text's tokens, without those that mark its start and end. Any text gives some, an empty one none.</summary>
    IReadOnlyList<int> Encode(string text);
}

/// <summary>The row of ids that a text encoder takes: a start where it wants one, the tokens, an end, and padding up to its length.</summary>
/// <param name="Length">Ids in a row.</param>
/// <param name="Start">Null = none.</param>
/// <param name="End">It stands in the last place where a text is cut off.</param>
/// <param name="Pad">May be the same as <paramref name="End"/>.</param>
public sealed record TokenRow(int Length, int? Start, int End, int Pad)
{
    /// <summary>Writes the row of a text.</summary>
    /// <param name="tokens">As a tokenizer gives them; of too many the first count.</param>
    /// <param name="row"><see cref="Length"/> places.</param>
    /// <returns>How many of the places are no padding.</returns>
    public int Fill(IReadOnlyList<int> tokens, Span<long> row)
    {
        var used = 0;
        if (Start is { } start)
        {
            row[used++] = start;
        }

        for (var i = 0; i < tokens.Count && used < Length - 1; i++)
        {
            row[used++] = tokens[i];
        }

        row[used++] = End;
        row[used..Length].Fill(Pad);
        return used;
    }
}
