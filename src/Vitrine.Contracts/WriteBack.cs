using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>Write what the library says into files of managed folders. Either <see cref="Ids"/> or <see cref="Query"/> names the set.</summary>
/// <param name="Expected">Where given, the job is refused (409) if the query's total differs.</param>
/// <param name="Place"><c>profile</c> (default): as the library's settings have it; <c>sidecar</c>; <c>embedded</c>.</param>
/// <param name="DryRun">The job counts what it would write, with the reasons why others would not, and writes nothing.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WriteBackRequest(IReadOnlyList<string>? Ids, string? Query, long? Expected = null, string? Place = null, bool DryRun = false);

/// <summary>What waits to be written.</summary>
/// <param name="Waiting">Assets in all.</param>
/// <param name="Conflicts">Disagreements that nobody decided.</param>
/// <param name="Items">The first of them, those with a problem before the others.</param>
public sealed record WriteBackView(long Waiting, long Conflicts, IReadOnlyList<WaitingView> Items);

/// <param name="Code">Why it was not written yet; null where it was not tried.</param>
/// <param name="Message">The same in a sentence.</param>
public sealed record WaitingView(string AssetId, string Name, DateTimeOffset Since, DateTimeOffset NextAt, int Attempts, string? Code, string? Message);

/// <summary>Something that people said differently here and in a file. Nothing is written about it until somebody decides.</summary>
/// <param name="About">The attribute: <c>title</c>, <c>rating</c>…</param>
/// <param name="Holder"><c>file</c> or <c>sidecar</c>.</param>
/// <param name="Here">What people said in the library, in words; null = that it has no value.</param>
/// <param name="There">What the file says since it was changed outside; null = nothing any more.</param>
public sealed record ConflictView(string Id, string AssetId, string Name, string About, string? Language, string Holder, string? Here, string? There, DateTimeOffset At);

/// <param name="Keep"><c>here</c> or <c>there</c>.</param>
public sealed record ConflictDecision(string Keep);
