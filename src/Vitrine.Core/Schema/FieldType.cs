namespace Vitrine.Core.Schema;

/// <summary>What a field holds. The numbers are stored; a field keeps its type for ever.</summary>
public enum FieldType : byte
{
    /// <summary>One line of text.</summary>
    Text = 1,

    /// <summary>Text of several lines.</summary>
    Textarea = 2,

    /// <summary>A decimal number of at most 15 digits.</summary>
    Number = 3,

    /// <summary>A date as far as it is known: a year, month, day or time.</summary>
    Date = 4,
    Boolean = 5,

    /// <summary>One of the field's options.</summary>
    SingleSelect = 6,

    /// <summary>Any number of the field's options.</summary>
    MultiSelect = 7,

    /// <summary>An address that begins with http, https, ftp or mailto.</summary>
    Url = 8,

    /// <summary>A length of time in seconds, to the millisecond.</summary>
    Duration = 9,

    /// <summary>A position in degrees (WGS 84).</summary>
    Location = 10,

    /// <summary>One option of a tree.</summary>
    Hierarchy = 11,

    /// <summary>Another asset, by its id.</summary>
    Asset = 12,
}

/// <summary>The words for types in JSON: the names of the enum, as ImageKit writes them.</summary>
public static class FieldTypes
{
    public static readonly IReadOnlyList<FieldType> All = Enum.GetValues<FieldType>();

    public static FieldType? Find(string? name) =>
        All.Where(type => type.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)).Select(type => (FieldType?)type).FirstOrDefault();

    extension(FieldType type)
    {
        /// <summary>Whether values are options of the field.</summary>
        public bool HasOptions => type is FieldType.SingleSelect or FieldType.MultiSelect or FieldType.Hierarchy;

        /// <summary>Whether several values stand side by side.</summary>
        public bool IsSet => type == FieldType.MultiSelect;

        /// <summary>Whether values are texts that lengths and patterns apply to.</summary>
        public bool IsWritten => type is FieldType.Text or FieldType.Textarea or FieldType.Url;

        /// <summary>Whether values have an order that a least and a greatest one apply to.</summary>
        public bool IsMeasured => type is FieldType.Number or FieldType.Date or FieldType.Duration;
    }
}
