using Vitrine.Core.Colours;
using Vitrine.Core.Places;

namespace Vitrine.Core.Search;

/// <summary>Reads what was typed behind the name of a field as values of the field's type.</summary>
internal sealed class ConditionReader(string query)
{
    private const decimal MostNumber = 1_000_000_000_000_000;

    public QueryError? Error { get; private set; }

    /// <summary>The condition, without its negation; null with an error.</summary>
    public Query? Read(TypedTerm term)
    {
        var field = term.Of.Field;
        if (term.Of.Spelled.Equals("path", StringComparison.OrdinalIgnoreCase))
        {
            return Path(term);
        }

        if (term.Operator == QueryOperator.Is && field == SearchFields.Place && term.Sign == "NEAR")
        {
            field = SearchFields.Near;
        }

        if (field == SearchFields.Near && term.Values is [var corners] && corners.Text.Contains('|', StringComparison.Ordinal))
        {
            return Corners(term, corners);
        }

        if (!field.Operators.Contains(term.Operator) || (term.Sign == "NEAR" && field.Type != SearchFieldType.Circle) || (term.Sign == "~" && field.Type != SearchFieldType.Colour))
        {
            return Wrong(term);
        }

        var values = new List<QueryValue>(term.Values.Count);
        foreach (var typed in term.Values)
        {
            if (Value(term, field, typed) is not { } value)
            {
                return null;
            }

            values.Add(term.Values.Count > 1 && !field.IsOfTexts && value is QueryValue.Text text ? text with { IsPhrase = true } : value);
        }

        // Words are looked for alike, however it is said.
        var how = term.Operator == QueryOperator.Has && field.Type == SearchFieldType.Text ? QueryOperator.Is : term.Operator;
        return new Query.Condition(field, how, values) { Name = term.Of.Name };
    }

    public Query? Read(TypedClaim claim)
    {
        var parts = new List<Query>(claim.Parts.Count);
        foreach (var part in claim.Parts)
        {
            if (Read(part) is not { } read)
            {
                return null;
            }

            parts.Add(part.Negated ? new Query.Not(read) : read);
        }

        return new Query.OneClaim(claim.Field, claim.What, parts);
    }

    private QueryValue? Value(TypedTerm term, SearchField field, TypedValue typed) => field.Type switch
    {
        SearchFieldType.Choice => Choice(term, field, typed),
        SearchFieldType.Flag => Flag(typed),
        SearchFieldType.Number => Number(field, typed),
        SearchFieldType.Size => QueryUnits.Size(typed.Text) is { } bytes
            ? new QueryValue.Size(bytes) : Fail(typed, new(QuerySentences.NoSize, QueryLexer.Shown(typed.Text)), new(QuerySentences.SizeLike), QueryUnits.Mended(typed.Text, field.Type)),
        SearchFieldType.Duration => QueryUnits.Duration(typed.Text) is { } milliseconds
            ? new QueryValue.Duration(milliseconds) : Fail(typed, new(QuerySentences.NoDuration, QueryLexer.Shown(typed.Text)), new(QuerySentences.DurationLike), QueryUnits.Mended(typed.Text, field.Type)),
        SearchFieldType.Date => QueryDates.Read(typed.Text)
            ?? Fail(typed, new(QuerySentences.NoDate, QueryLexer.Shown(typed.Text)), new(QuerySentences.DateLike), SearchNames.Nearest(typed.Text, QueryDates.Names) is { } near ? Written(near) : null),
        SearchFieldType.Box => GeoBox.TryParse(typed.Text, out var box) && Rounded(box) is { } area
            ? new QueryValue.Box(area) : Fail(typed, new(QuerySentences.NoArea, QueryLexer.Shown(typed.Text)), new(QuerySentences.AreaLike)),
        SearchFieldType.Circle => GeoCircle.TryParse(typed.Text, out var circle)
            ? new QueryValue.Circle(circle) : Fail(typed, new(QuerySentences.NoCircle, QueryLexer.Shown(typed.Text)), new(QuerySentences.CircleLike)),
        SearchFieldType.Colour => ColourCell.Written(typed.Text) is { } hex
            ? new QueryValue.Colour(hex) : Fail(typed, new(QuerySentences.NoColour, QueryLexer.Shown(typed.Text)), new(QuerySentences.ColourLike)),
        SearchFieldType.Value => new QueryValue.Text(typed.Text, IsPhrase: true),
        _ => new QueryValue.Text(typed.Text, typed.IsPhrase),
    };

    private QueryValue? Choice(TypedTerm term, SearchField field, TypedValue typed)
    {
        if (SearchNames.OptionOf(field, typed.Text) is { } option)
        {
            return new QueryValue.Choice(option);
        }

        var expected = new QuerySentence(QuerySentences.OneOf, string.Join(", ", field.Options));
        if (field == SearchFields.Kind)
        {
            return Fail(typed, new(QuerySentences.NoKind, QueryLexer.Shown(typed.Text)), expected, SearchNames.Nearest(typed.Text, field.Options));
        }

        // What is said of kinds is asked of the kind.
        var kind = field == SearchFields.Type || field == SearchFields.State ? SearchFields.KindOf(typed.Text) : null;
        if (kind is { } known)
        {
            Error ??= new QueryError(
                field == SearchFields.Type ? term.Of.Start : typed.Start, field == SearchFields.Type ? term.Of.End - term.Of.Start : typed.End - typed.Start,
                field == SearchFields.Type ? new(QuerySentences.KindIsKind) : new(QuerySentences.NothingAnAssetIs, QueryLexer.Shown(typed.Text)), field == SearchFields.Type ? QuerySentence.Verbatim("kind:" + SearchFields.NameOf(known)) : expected,
                term.Values.Count > 1 ? null : string.Concat(query.AsSpan(0, term.Of.Start), term.Negated ? "-kind:" : "kind:", SearchFields.NameOf(known), query.AsSpan(term.End)));
            return null;
        }

        return Fail(
            typed, field == SearchFields.State ? new(QuerySentences.NothingAnAssetIs, QueryLexer.Shown(typed.Text)) : new(QuerySentences.NothingAFieldIs, QueryLexer.Shown(typed.Text), field.Name), expected,
            SearchNames.Nearest(typed.Text, field.Options));
    }

    private QueryValue? Flag(TypedValue typed) => typed.Text.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => new QueryValue.Flag(true),
        "false" or "no" or "0" => new QueryValue.Flag(false),
        _ => Fail(typed, new(QuerySentences.NoFlag, QueryLexer.Shown(typed.Text)), new(QuerySentences.TrueOrFalse), SearchNames.Nearest(typed.Text, ["true", "false", "yes"])),
    };

    private QueryValue? Number(SearchField field, TypedValue typed)
    {
        var isPercent = SearchNames.IsPercent(field);
        var text = isPercent && typed.Text.EndsWith('%') ? typed.Text[..^1].TrimEnd() : typed.Text;
        return QueryUnits.Number(text) is not { } number || Math.Abs(number) > MostNumber ? Fail(typed, new(QuerySentences.NoNumber, QueryLexer.Shown(typed.Text)), new(QuerySentences.NumberLike, field.Example))
            : isPercent && number is < 0 or > 100 ? Fail(typed, new(QuerySentences.NoPercent), new(QuerySentences.PercentLike))
            : new QueryValue.Number(number);
    }

    /// <summary>ImageKit's path: <c>=</c> is the folder itself, <c>:</c> takes in those below.</summary>
    private Query Path(TypedTerm term)
    {
        var isExact = term.Sign is "=" or "!=" or "==" or "IN";
        var folders = term.Values.Select(value => (Query)new Query.Condition(SearchFields.Folder, isExact ? QueryOperator.Exactly : QueryOperator.Is, [new QueryValue.Text(value.Text, value.IsPhrase)])).ToList();
        return folders.Count switch
        {
            1 => folders[0],
            0 => new Query.Condition(SearchFields.Folder, new QueryValue.Text("/")),
            _ => new Query.Or(folders),
        };
    }

    /// <summary>ImageKit's areas: two opposite corners, or all four, as <c>latitude,longitude|latitude,longitude</c>.</summary>
    private Query? Corners(TypedTerm term, TypedValue typed)
    {
        var corners = typed.Text.Split('|', 5).Select(corner => GeoCircle.TryParse(corner.Trim() + " 1m", out var one) ? one.Centre : (GeoPosition?)null).ToList();
        if (corners.Count is not (2 or 4) || corners.Contains(null))
        {
            return FailQuery(typed, new(QuerySentences.NoArea, QueryLexer.Shown(typed.Text)), new(QuerySentences.CornersLike));
        }

        if (term.Operator != QueryOperator.Is)
        {
            return Wrong(term);
        }

        var (latitudes, longitudes) = (corners.Select(corner => corner!.Value.Latitude).ToList(), corners.Select(corner => corner!.Value.Longitude).ToList());
        return new Query.Condition(SearchFields.Box, new QueryValue.Box(new GeoBox(longitudes.Min(), latitudes.Min(), longitudes.Max(), latitudes.Max())));
    }

    /// <summary>The same area as its text says it.</summary>
    private static GeoBox? Rounded(GeoBox box) => GeoBox.TryParse(box.ToString(), out var rounded) && GeoBox.TryParse(rounded.ToString(), out var same) && same == rounded ? rounded : null;

    private Query? Wrong(TypedTerm term)
    {
        var field = term.Of.Field;
        var (start, end) = (term.SignStart, term.SignEnd);
        if (field.Operators.All(one => one is QueryOperator.Is or QueryOperator.In or QueryOperator.Has or QueryOperator.Exactly or QueryOperator.Exists) && term.Operator is QueryOperator.Less or QueryOperator.AtMost or QueryOperator.Greater or QueryOperator.AtLeast or QueryOperator.Exactly)
        {
            Error ??= new QueryError(
                start, end - start, new(QuerySentences.AskedWithColon, field.Name), QuerySentence.Verbatim(":"), string.Concat(query.AsSpan(0, term.Of.End), term.Negated ? " NOT =" : ":", query.AsSpan(end).TrimStart()));
            return null;
        }

        var written = term.Sign.Length > 0 ? term.Sign : ":";
        Error ??= new QueryError(
            start, end - start, new(QuerySentences.NotAskedWith, field.Name, written), new(QuerySentences.OperatorsLike, string.Join(", ", field.Operators.Select(QueryPrinter.Sign)), field.Example),
            term.Operator is QueryOperator.Has or QueryOperator.Exactly ? string.Concat(query.AsSpan(0, term.Of.End), term.Negated ? " NOT =" : ":", query.AsSpan(end).TrimStart()) : null);
        return null;
    }

    private static string Written(string value) => value.Contains(' ', StringComparison.Ordinal) ? QueryLexer.Quote(value) : value;

    private Query? FailQuery(TypedValue typed, QuerySentence message, QuerySentence expected)
    {
        Fail(typed, message, expected);
        return null;
    }

    /// <param name="instead">The value that was probably meant.</param>
    private QueryValue? Fail(TypedValue typed, QuerySentence message, QuerySentence expected, string? instead = null)
    {
        Error ??= new QueryError(
            typed.Start, typed.End - typed.Start, message, expected, instead is null ? null : string.Concat(query.AsSpan(0, typed.Start), instead, query.AsSpan(typed.End)));
        return null;
    }
}
