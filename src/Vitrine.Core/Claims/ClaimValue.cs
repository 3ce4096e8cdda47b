using System.Globalization;
using System.Text;

namespace Vitrine.Core.Claims;

/// <summary>How much of a date is known. The numbers are stored, and grow with what is known.</summary>
public enum DatePrecision : sbyte
{
    Century = -1,
    Decade = 0,
    Year = 1,
    Month = 2,
    Day = 3,
    Minute = 4,
    Second = 5,
    Millisecond = 6,
}

/// <summary>How sure a date is (EDTF level 1): <c>?</c> uncertain, <c>~</c> approximate, <c>%</c> both. The numbers are not stored.</summary>
[Flags]
public enum DateDoubt : byte
{
    None = 0,
    Uncertain = 1,
    Approximate = 2,
}

/// <summary>
/// What a claim says. Two values are the same when their <see cref="Canonical"/> texts are equal; rejections are kept under it.
/// The cases are closed.
/// </summary>
public abstract record ClaimValue
{
    private ClaimValue()
    {
    }

    /// <summary>The value's identity as text, stable over releases: it is stored with rejections.</summary>
    public abstract string Canonical { get; }

    private static string Nfc(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // A lone surrogate cannot be normalised; such a text is equal to itself only.
            return text;
        }
    }

    /// <summary>
    /// A concept of the vocabulary, by its row key. <paramref name="Literal"/> is how a file writes it, one line for each keyword that means it;
    /// it is kept to be written back, and does not count in comparisons.
    /// </summary>
    public sealed record Concept(long Key, string? Literal = null) : ClaimValue
    {
        public override string Canonical => string.Create(CultureInfo.InvariantCulture, $"c:{Key}");

        /// <summary>The keywords of <see cref="Literal"/>; empty where no file said it.</summary>
        public string[] Literals => Literal?.Split('\n') ?? [];
    }

    /// <summary>A person, by row key; <paramref name="Track"/> is the face or voice track it is about, null = the whole subject.</summary>
    public sealed record Person(long Key, string? Track = null) : ClaimValue
    {
        public override string Canonical => Track is null
            ? string.Create(CultureInfo.InvariantCulture, $"w:{Key}")
            : string.Create(CultureInfo.InvariantCulture, $"w:{Key}@{Track}");
    }

    /// <summary>Free text. Equal in NFC after trimming and with line ends as LF; case counts.</summary>
    public sealed record Text(string Content) : ClaimValue
    {
        public override string Canonical => "t:" + Nfc(Content.Trim().Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    /// <summary>A number. 1.0 and 1.00 are the same.</summary>
    public sealed record Number(decimal Amount) : ClaimValue
    {
        public override string Canonical => "n:" + Amount.ToString("0.############################", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A local time, the offset from UTC in minutes where it is known, how much of it is known, and how sure it is.
    /// What lies below the precision does not count.
    /// </summary>
    public sealed record Date(DateTime Local, int? OffsetMinutes, DatePrecision Precision, DateDoubt Doubt = DateDoubt.None) : ClaimValue
    {
        public override string Canonical
        {
            get
            {
                var offset = OffsetMinutes is { } minutes ? string.Create(CultureInfo.InvariantCulture, $"{minutes:+0;-0;+0}") : "";
                return $"d:{EdtfDate.Known(this)}{offset}{EdtfDate.Mark(Doubt)}";
            }
        }
    }

    /// <summary>
    /// A place: ISO 3166-1 alpha-2 country, region and town as the gazetteer names them, and the position in degrees (WGS 84).
    /// Two positions in the same town are the same place; without any name the position itself counts, to 1e-5 degrees (about a metre).
    /// </summary>
    public sealed record Place(string? Country, string? Region, string? Town, double? Latitude = null, double? Longitude = null) : ClaimValue
    {
        public override string Canonical => (Country ?? Region ?? Town) is not null
            ? Nfc($"p:{Country}/{Region}/{Town}")
            : string.Create(CultureInfo.InvariantCulture, $"g:{Latitude:0.00000},{Longitude:0.00000}");
    }
}
