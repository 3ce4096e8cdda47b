using Vitrine.Core.Claims;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>What a file is to say of one single-valued attribute, by language where it has such.</summary>
/// <param name="Attribute">Its name in the ledger.</param>
/// <param name="Now">All that it is to say: language (<c>""</c> = none) → value.</param>
/// <param name="Gone">Languages that the file has and is to have no more.</param>
public sealed record SingleChange(string Attribute, IReadOnlyDictionary<string, ClaimValue> Now, IReadOnlyCollection<string> Gone);

/// <summary>A tag or person as it is written.</summary>
/// <param name="Text">As in the file where it stood there before, else its label.</param>
/// <param name="Path">It and what it lies below, from the broadest.</param>
public sealed record WrittenMember(string Text, IReadOnlyList<string> Path);

/// <summary>Members that a file is to have, and such that it is to have no more.</summary>
/// <param name="Remove">As they stand in the file.</param>
public sealed record MembersChange(string Attribute, IReadOnlyList<WrittenMember> Add, IReadOnlyList<string> Remove)
{
    /// <summary>All that there are then: a list that is made anew gets them, since who reads it may look nowhere else.</summary>
    public IReadOnlyList<WrittenMember> All { get; init; } = Add;
}

/// <summary>What a file is to say otherwise than it does; what is not named stays.</summary>
public sealed record WrittenChange
{
    public IReadOnlyList<SingleChange> Singles { get; init; } = [];
    public IReadOnlyList<MembersChange> Members { get; init; } = [];

    /// <summary>Texts of user-defined fields with several values: attribute → all of them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lists { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The regions that are ours; null leaves them as they are.</summary>
    public IReadOnlyList<XmpRegion>? Regions { get; init; }

    /// <summary>The picture that the regions lie in.</summary>
    public PictureFrame Frame { get; init; } = PictureFrame.Unknown;

    /// <summary>The name of a country, by its ISO 3166-1 code in two letters.</summary>
    public Func<string, string?> CountryName { get; init; } = WrittenPlaces.CountryName;

    public bool IsEmpty => Singles.Count == 0 && Members.Count == 0 && Lists.Count == 0 && Regions is null;
}
