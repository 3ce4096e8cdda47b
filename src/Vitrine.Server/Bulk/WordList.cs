using System.Text;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.People;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Bulk;

/// <summary>Words of a set in one text: parted by semicolons; a backslash before a semicolon or a backslash makes it a letter of the word.</summary>
internal static class WordList
{
    public static string Write(IEnumerable<string> words) =>
        string.Join("; ", words.Select(word => word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)));

    /// <summary>The words, each once, as they are kept; empty ones are none.</summary>
    public static IReadOnlyList<string> Read(ClaimAttribute attribute, string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ';' or '\\')
            {
                word.Append(text[++i]);
            }
            else if (text[i] == ';')
            {
                Take();
            }
            else
            {
                word.Append(text[i]);
            }
        }

        Take();
        return words;

        void Take()
        {
            var clean = FieldAttributes.IsField(attribute) ? word.ToString().Trim()
                : attribute == ClaimAttributes.Person ? PersonStore.Clean(word.ToString()) : VocabularyStore.Clean(word.ToString());
            word.Clear();
            if (clean.Length > 0 && !words.Contains(clean))
            {
                words.Add(clean);
            }
        }
    }
}
