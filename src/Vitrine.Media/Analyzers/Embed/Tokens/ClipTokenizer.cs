using System.Text;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>
/// CLIP's byte-level BPE (openai/CLIP and mlfoundations/open_clip, <c>SimpleTokenizer</c>). Special words are plain text wherever they stand in a text: nobody types an end of text.
/// </summary>
public sealed class ClipTokenizer : ITokenizer
{
    internal const string EndOfWord = "</w>";

    /// <summary>The end of a text of 77 places is reached long before; more words are not cut.</summary>
    private const int MostTokens = 1_024;

    private readonly int[] inside;
    private readonly int[] last;
    private readonly PairRule rule;

    /// <param name="inside">By byte: the token of a byte within a word.</param>
    /// <param name="last">By byte: the token of a byte that ends a word.</param>
    internal ClipTokenizer(int[] inside, int[] last, PairRule rule) => (this.inside, this.last, this.rule) = (inside, last, rule);

    public IReadOnlyList<int> Encode(string text)
    {
        var tokens = new List<int>();
        foreach (var word in ClipText.Words(ClipText.Clean(text)).TakeWhile(_ => tokens.Count < MostTokens))
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            var symbols = bytes.Select((one, i) => new Symbol(i == bytes.Length - 1 ? last[one] : inside[one], i, 1)).ToArray();
            tokens.AddRange(rule.Apply(default, symbols).Select(symbol => symbol.Id));
        }

        return tokens;
    }
}
