using System.Text;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>What a name says by a pattern.</summary>
/// <param name="Matches">Whether the name has the pattern's form at all.</param>
/// <param name="Values">What could be read, also where other parts could not.</param>
public sealed record NameReading(bool Matches, IReadOnlyList<FieldChange> Values, IReadOnlyList<ValueProblem> Problems)
{
    public static readonly NameReading None = new(false, [], []);
}

/// <summary>
/// How values stand in names: <c>{sku}_{colour}_{shot}_{n}</c>, and with folders <c>{brand}/{season}/{sku}_{n}</c>, which are those right above the file.
/// Between braces stands a field's name; <c>{*}</c> is any text and <c>{n}</c> a counter, both passed over; <c>{{</c> and <c>}}</c> are braces. The extension does not count.
/// A name that can be read in two ways is not read.
/// </summary>
public sealed class NamePattern
{
    public const int MostLength = 300;
    private const int MostHoles = 30;

    private readonly IReadOnlyList<NamePart> parts;

    private NamePattern(string text, IReadOnlyList<NamePart> parts)
    {
        Text = text;
        this.parts = parts;
    }

    public string Text { get; }

    public IEnumerable<Field> Fields => parts.SelectMany(part => part.Fields);

    /// <returns>The pattern, or what is wrong with it.</returns>
    public static (NamePattern? Pattern, ValueProblem? Problem) Parse(string text, FieldSchema schema)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MostLength)
        {
            return Not($"A pattern has 1 to {MostLength} characters.");
        }

        var parts = new List<NamePart>();
        var pieces = new List<NamePiece>();
        var literal = new StringBuilder();
        var named = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter is '{' or '}' && i + 1 < text.Length && text[i + 1] == letter)
            {
                literal.Append(letter);
                i++;
            }
            else if (letter == '{')
            {
                var end = text.IndexOf('}', i);
                if (end < 0)
                {
                    return Not($"The brace at character {i + 1} is never closed.");
                }

                var (piece, trouble) = Hole(text[(i + 1)..end].Trim(), schema, named);
                Flush();
                if (trouble is null && pieces.Count > 0 && pieces[^1].IsHole)
                {
                    trouble = $"Between {pieces[^1]} and {piece} stands nothing, so nobody can tell where one ends and the other begins. Put a sign between them.";
                }

                if (trouble is not null)
                {
                    return Not(trouble);
                }

                pieces.Add(piece!);
                i = end;
            }
            else if (letter == '}')
            {
                return Not($"The closing brace at character {i + 1} belongs to none.");
            }
            else if (letter == '/')
            {
                Flush();
                if (pieces.Count == 0)
                {
                    return Not("A folder of the pattern has no name.");
                }

                parts.Add(new NamePart([.. pieces]));
                pieces.Clear();
            }
            else
            {
                literal.Append(letter);
            }
        }

        Flush();
        parts.Add(new NamePart([.. pieces]));
        return pieces.Count == 0 ? Not("The pattern ends with a folder; the last part is that of the file's name.")
            : named.Count == 0 ? Not("The pattern names no field.")
            : parts.Sum(part => part.Holes) > MostHoles ? Not($"A pattern has at most {MostHoles} places in braces.")
            : (new NamePattern(text, parts), null);

        void Flush()
        {
            if (literal.Length > 0)
            {
                pieces.Add(new NamePiece(literal.ToString(), null, IsHole: false));
                literal.Clear();
            }
        }
    }

    /// <param name="folders">Names of the folders from the top down to the file.</param>
    /// <param name="name">The file's name with its extension.</param>
    public NameReading Read(IReadOnlyList<string> folders, string name)
    {
        var above = parts.Count - 1;
        if (folders.Count < above)
        {
            return NameReading.None;
        }

        var values = new List<FieldChange>();
        var problems = new List<ValueProblem>();
        for (var i = 0; i < parts.Count; i++)
        {
            var text = i < above ? folders[folders.Count - above + i] : WithoutExtension(name);
            var (found, trouble) = parts[i].Read(text);
            if (trouble is not null)
            {
                return new NameReading(false, [], [trouble]);
            }

            if (found is null)
            {
                return NameReading.None;
            }

            foreach (var (field, said) in found)
            {
                var read = FieldReader.Read(field, said);
                if (read.Problem is { } problem)
                {
                    problems.Add(problem);
                }
                else if (read.Values.Count > 0)
                {
                    values.Add(new FieldChange(field, read.Values));
                }
            }
        }

        return new NameReading(true, values, problems);
    }

    private static string WithoutExtension(string name) => name.LastIndexOf('.') is > 0 and var dot && name.Length - dot <= 8 ? name[..dot] : name;

    private static (NamePiece? Piece, string? Trouble) Hole(string inside, FieldSchema schema, HashSet<string> named)
    {
        if (schema.Find(inside) is { } field)
        {
            return named.Add(field.Name) ? (new NamePiece(field.Name, field, IsHole: true), null) : (null, $"{{{field.Name}}} stands twice in the pattern.");
        }

        return inside is "*" or "n" or "" ? (new NamePiece(inside.Length == 0 ? "*" : inside, null, IsHole: true), null)
            : (null, $"There is no field \"{FieldReader.Short(inside)}\"; {{*}} is any text, {{n}} a counter.");
    }

    private static (NamePattern?, ValueProblem) Not(string message) => (null, new ValueProblem("", "pattern", message, "a pattern such as {sku}_{colour}_{n}"));
}
