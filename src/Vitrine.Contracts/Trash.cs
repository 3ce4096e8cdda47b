namespace Vitrine.Contracts;

/// <summary>An asset in the trash.</summary>
/// <param name="Folder">Where it lay and goes back to, as a path of the library.</param>
/// <param name="Kind"><c>image</c>, <c>video</c>, <c>audio</c>, <c>document</c>, <c>other</c>.</param>
/// <param name="GoesAt">From then on it is erased for good, unless it is put back before.</param>
public sealed record TrashedAsset(string Id, string Name, string Folder, string Kind, DateTimeOffset TrashedAt, DateTimeOffset GoesAt, bool HasPreview);

/// <summary>A page of the trash, what was thrown away last first.</summary>
/// <param name="Total">All that lie in it, not only those of this page.</param>
public sealed record TrashPage(long Total, IReadOnlyList<TrashedAsset> Items, string? Cursor);

/// <summary>What to put back: <see cref="Ids"/>, or <see cref="All"/> that is in the trash.</summary>
public sealed record RestoreRequest(IReadOnlyList<string>? Ids, bool All = false);

/// <param name="Expected">Where given, nothing is erased and the answer is 409 if the trash has another number of assets.</param>
public sealed record EmptyTrashRequest(long? Expected);
