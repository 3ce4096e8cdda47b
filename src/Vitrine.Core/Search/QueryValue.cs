using System.Globalization;
using Vitrine.Core.Places;

namespace Vitrine.Core.Search;

/// <summary>What a field is compared with. The text of each is what <see cref="QueryParser"/> reads back as the same value. The cases are closed.</summary>
public abstract record QueryValue
{
    private QueryValue()
    {
    }

    /// <summary>Words, or what a structured field or an embedded tag is compared with: what it means is known where the field is.</summary>
    /// <param name="IsPhrase">In quotation marks. Of fields of texts (<see cref="SearchField.IsOfTexts"/>) such words are found whole and one after the other, others also by their beginnings.</param>
    public sealed record Text(string Content, bool IsPhrase = false) : QueryValue
    {
        public override string ToString() => Content;
    }

    /// <summary>One of a field's options, by its name: <c>image</c>, <c>landscape</c>, <c>incomplete</c>.</summary>
    public sealed record Choice(string Name) : QueryValue
    {
        public override string ToString() => Name;
    }

    public sealed record Flag(bool IsSet) : QueryValue
    {
        public override string ToString() => IsSet ? "true" : "false";
    }

    public sealed record Number(decimal Amount) : QueryValue
    {
        public override string ToString() => Amount.ToString("0.############################", CultureInfo.InvariantCulture);
    }

    /// <param name="Bytes">From 0 on.</param>
    public sealed record Size(long Bytes) : QueryValue
    {
        public override string ToString() => QueryUnits.SizeText(Bytes);
    }

    /// <param name="Milliseconds">From 0 on.</param>
    public sealed record Duration(long Milliseconds) : QueryValue
    {
        public override string ToString() => QueryUnits.DurationText(Milliseconds);
    }

    /// <summary>A day, month or year.</summary>
    public sealed record Date(DateSpan Span) : QueryValue
    {
        public override string ToString() => Span.ToString();
    }

    /// <summary>A second: <c>2024-05-01T10:00:00</c>.</summary>
    public sealed record Moment(DateTime At) : QueryValue
    {
        public override string ToString() => At.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>So long ago: <c>7d</c>. It stays so in the tree and is counted back when the query is answered.</summary>
    /// <param name="Unit"><c>h</c>, <c>d</c>, <c>w</c>, <c>m</c> (months) or <c>y</c>.</param>
    public sealed record Ago(int Count, char Unit) : QueryValue
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}{Unit}");
    }

    /// <summary><c>today</c>, <c>this week</c> and so on; it stays so in the tree too.</summary>
    /// <param name="Name">One of <see cref="QueryDates.Names"/>.</param>
    public sealed record Calendar(string Name) : QueryValue
    {
        public override string ToString() => Name;
    }

    public sealed record Box(GeoBox Area) : QueryValue
    {
        public override string ToString() => Area.ToString();
    }

    public sealed record Circle(GeoCircle Area) : QueryValue
    {
        public override string ToString() => Area.ToString();
    }

    /// <param name="Hex"><c>#rrggbb</c> in small letters.</param>
    public sealed record Colour(string Hex) : QueryValue
    {
        public override string ToString() => Hex;
    }
}
