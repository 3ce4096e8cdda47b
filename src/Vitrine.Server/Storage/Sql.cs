using System.Runtime.CompilerServices;
using System.Text;

namespace Vitrine.Server.Storage;

/// <summary>
/// A statement written as an interpolated string: every hole becomes a parameter, so text of users never becomes SQL.
/// Spliced as they are: another <see cref="Sql"/> (with its parameters) and <see cref="RawSql"/>.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly StringBuilder text;
    private readonly List<object?> parameters;

    public Sql(int literalLength, int formattedCount)
    {
        text = new StringBuilder(literalLength + (formattedCount * 4));
        parameters = new List<object?>(formattedCount);
    }

    public string Text => text.ToString();

    /// <summary>Values in the order of <c>@p0</c>, <c>@p1</c>…: null, long, double, string, byte[], or an array of these (Postgres).</summary>
    public IReadOnlyList<object?> Parameters => parameters;

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(RawSql raw) => text.Append(raw.Text);

    public void AppendFormatted(Sql nested)
    {
        var from = nested.Text.AsSpan();
        while (from.IndexOf("@p") is var at and >= 0)
        {
            // The whole number: @p1 is also the beginning of @p12.
            var digits = from[(at + 2)..].IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? from.Slice(at + 2, end) : from[(at + 2)..];
            text.Append(from[..(at + 2)]);
            if (digits.Length > 0)
            {
                text.Append(parameters.Count + int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture));
            }

            from = from[(at + 2 + digits.Length)..];
        }

        text.Append(from);
        parameters.AddRange(nested.parameters);
    }

    public void AppendFormatted<T>(T value)
    {
        text.Append("@p").Append(parameters.Count);
        parameters.Add(Store(value));
    }

    public static Sql Of(Sql sql) => sql;

    private static object? Store<T>(T value) => value switch
    {
        null => null,
        string s => s,
        byte[] bytes => bytes,
        long l => l,
        int i => (long)i,
        short s => (long)s,
        byte b => (long)b,
        uint u => (long)u,
        bool flag => flag ? 1L : 0L,
        double d => d,
        float f => (double)f,
        Enum e => Convert.ToInt64(e, System.Globalization.CultureInfo.InvariantCulture),
        DateTimeOffset at => at.ToUnixTimeMilliseconds(),
        Core.Assets.PublicId id => id.Text,
        long[] keys => keys,
        string[] texts => texts,
        long?[] or double?[] => value,
        _ => throw new ArgumentException($"no column holds a {typeof(T)}"),
    };
}

/// <summary>Text that becomes part of a statement as it is: only the program's own words, never a user's.</summary>
public sealed record RawSql(string Text);
