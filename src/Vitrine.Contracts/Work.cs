using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>Either <see cref="Ids"/> or <see cref="Query"/> names the set; it is frozen when the job starts.</summary>
/// <param name="Expected">Where given, the job is refused (409) if the query's total differs.</param>
public sealed record BulkRequest(IReadOnlyList<string>? Ids, string? Query, long? Expected, BulkChange? Add, BulkChange? Remove, bool DryRun = false)
{
    /// <summary>Members that there are not: a request with such is refused. A job keeps marks of its own here.</summary>
    [JsonExtensionData]
    public IDictionary<string, System.Text.Json.JsonElement>? Unknown { get; set; }

    /// <summary>Throw away the AI tags that no person decided.</summary>
    public bool ResetAiTags { get; init; }

    /// <summary>Move to the trash, or out of it.</summary>
    public bool? Trash { get; init; }

    /// <summary>Do it to all assets that are shown as one with these; a query then names the results that <c>groups: together</c> finds.</summary>
    public bool WholeGroups { get; init; }

    /// <summary>Values that all of them get, as in <c>PATCH /api/assets/{id}</c>.</summary>
    public AssetPatch? Set { get; init; }

    /// <summary>Attributes that end up without a value: <c>title</c>, <c>description@de</c>, <c>tags</c>, <c>fields.sku</c>.</summary>
    public IReadOnlyList<string>? Clear { get; init; }

    /// <summary>Values made for each: <c>{"title": "{name} {n:000}"}</c>.</summary>
    public IReadOnlyDictionary<string, string>? Template { get; init; }

    public BulkReplace? Replace { get; init; }

    public BulkCopy? Copy { get; init; }

    public BulkShift? ShiftTime { get; init; }

    public BulkZone? SetZone { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BulkChange(IReadOnlyList<string>? Tags)
{
    /// <summary>Names of people who are seen or heard.</summary>
    public IReadOnlyList<string>? People { get; init; }
}

/// <summary>Find and replace in the texts of an attribute.</summary>
/// <param name="Attribute">A text by its name, in all its languages or in one (<c>title@de</c>); <c>tags</c> and <c>people</c> by their words.</param>
/// <param name="Find">A text; with <paramref name="Regex"/> a regular expression without look-around and back references.</param>
/// <param name="With">What stands in its place; with <paramref name="Regex"/>, <c>$1</c> stands for a group.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BulkReplace(string Attribute, string Find, string With, bool Regex = false, bool MatchCase = false);

/// <summary>The value of one attribute for another. Where the first has none nothing happens.</summary>
/// <param name="OnlyEmpty">Leaves assets that have a value already.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BulkCopy(string From, string To, bool OnlyEmpty = false);

/// <summary>Moves the time taken, either by minutes or so that the earliest asset of the set was taken at a time.</summary>
/// <param name="To">Local time: <c>2026-05-01T12:00</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BulkShift(double? Minutes = null, string? To = null);

/// <summary>Says in which zone the time taken is.</summary>
/// <param name="Zone"><c>Europe/Lisbon</c>, <c>+01:00</c> or <c>Z</c>.</param>
/// <param name="Keep"><c>local</c>: 12:00 stays 12:00; <c>instant</c>: the moment stays, for times whose zone is known.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BulkZone(string Zone, string Keep = "local");

/// <summary>Which assets, as in <see cref="BulkRequest"/>, and of which attribute.</summary>
public sealed record CommonValuesRequest(IReadOnlyList<string>? Ids, string? Query, string Attribute, bool WholeGroups = false);

/// <summary>What assets have in an attribute.</summary>
/// <param name="Examined">So many of the total were looked at; the other numbers are of these.</param>
/// <param name="Empty">Have no value.</param>
/// <param name="Different">Different values.</param>
/// <param name="Values">The most frequent ones.</param>
public sealed record CommonValues(long Total, long Examined, long Empty, long Different, IReadOnlyList<CommonValue> Values);

public sealed record CommonValue(string Value, long Assets);

/// <summary>What a change of many assets would do.</summary>
/// <param name="Examined">So many were looked at: all, or as many as time was for; the three numbers are of these.</param>
/// <param name="Already">Nothing would change.</param>
/// <param name="Cannot">Something of it cannot be done, so nothing of it is.</param>
public sealed record BulkPreview(long Examined, long Change, long Already, long Cannot, IReadOnlyList<BulkDifference> Differences, IReadOnlyList<BulkProblem> Problems);

/// <param name="Attribute">By its name in the API, with its language: <c>title@de</c>.</param>
public sealed record BulkDifference(string Id, string Name, string Attribute, string? Before, string? After)
{
    /// <summary>Of a table: the line in which the row begins.</summary>
    public long? Line { get; init; }
}

public sealed record BulkProblem(string Id, string Name, string Field, string Rule, string Message, string? Valid)
{
    /// <summary>Of a table: the line in which the row begins.</summary>
    public long? Line { get; init; }
}

/// <param name="Analyzers">Ids; null = all.</param>
/// <param name="MinConfidence">0–100, for this request; null = the library's.</param>
/// <param name="MaxTags">For this request; null = the library's.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AnalyzeRequest(
    IReadOnlyList<string>? Ids, string? Query, IReadOnlyList<string>? Analyzers, double? MinConfidence, int? MaxTags, long? Expected = null, bool DryRun = false)
{
    /// <summary>Also all assets that are shown as one with these; a query then names the results that <c>groups: together</c> finds.</summary>
    public bool WholeGroups { get; init; }
}

/// <summary>The answer to long work (202).</summary>
public sealed record JobStarted(string Job);

/// <summary><c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c>, <c>cancelled</c>, <c>undone</c>.</summary>
public sealed record JobView(
    string Id, string What, string State, long Total, long Done, long Changed, long Failed, string? Message, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, bool CanUndo)
{
    /// <summary>For imports: bytes, duplicates and the files that had a problem (the first 1,000).</summary>
    public IReadOnlyList<JobProblem> Problems { get; init; } = [];
    public long Assets { get; init; }
    public long Duplicates { get; init; }

    /// <summary>Of writing into files that was only tried: what would change in them (the first 1,000).</summary>
    public IReadOnlyList<BulkDifference> Differences { get; init; } = [];

    /// <summary>Of a change of values that was only tried (<c>dryRun</c>).</summary>
    public BulkPreview? Preview { get; init; }
}

public sealed record JobProblem(string Path, string Step, string Code, string Message);

/// <summary>Import folders that lie below the roots named at start. <c>mode</c>: <c>link</c> (default) or <c>copy</c>.</summary>
public sealed record ImportRequest(IReadOnlyList<string> Paths, string Mode = "link");

public sealed record ActivityView(long Queued, long Running, long Failed, IReadOnlyList<StepActivity> Steps)
{
    public bool Paused { get; init; }

    /// <summary>Why background analysis rests now: <c>hours</c>, <c>battery</c> or <c>others</c>; null where it does not. What somebody waits for goes on.</summary>
    public string? Resting { get; init; }

    /// <summary>What is still being got ready, in words (models on their way): work may be added when it is there.</summary>
    public IReadOnlyList<string> Preparing { get; init; } = [];

    /// <summary>Whether more work than is counted here will come: files still come in, models are on their way, or steps are open that others wait for.</summary>
    public bool Growing { get; init; }

    /// <summary>Why work rests although there is some, in a sentence (the disk is full); it goes on by itself.</summary>
    public string? Trouble { get; init; }

    /// <summary>What the models of this server run on, and why.</summary>
    public AcceleratorView? Accelerator { get; init; }
    public IReadOnlyList<JobView> Jobs { get; init; } = [];

    /// <summary>Why steps failed, the most frequent reason first.</summary>
    public IReadOnlyList<FailureReason> Reasons { get; init; } = [];

    /// <summary>The newest ten of each reason; <c>GET /api/activity/failures</c> lists all.</summary>
    public IReadOnlyList<FailureView> Failures { get; init; } = [];
}

/// <param name="Asked"><c>auto</c>, <c>cpu</c> or <c>cuda</c>: what the server was started with.</param>
/// <param name="Used"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Code">Why: <c>asked</c>, <c>no-provider</c>, <c>no-device</c>, <c>untried</c>, <c>library-missing</c>, <c>not-loaded</c>, <c>no-model</c>, <c>some-models</c> or <c>card</c>.</param>
/// <param name="Message">The same in one sentence.</param>
public sealed record AcceleratorView(string Asked, string Used, string Code, string Message)
{
    /// <summary>Whether something else was asked for.</summary>
    public bool Problem { get; init; }

    /// <summary>The names in the sentence: a library, models, what the runtime said.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <param name="PerSecond">Over the last minute, as far as somebody looked in it: 0 at the first look.</param>
/// <param name="SecondsLeft">Null while unknown.</param>
public sealed record StepActivity(string Step, long Queued, long Running, long Done, long Failed, double PerSecond, double? SecondsLeft)
{
    /// <summary>Whether this step rests.</summary>
    public bool Paused { get; init; }
}

/// <param name="Message">As the newest of these failures says it.</param>
/// <param name="Count">Failed steps with this step and code.</param>
public sealed record FailureReason(string Step, string Code, string Message, long Count);

public sealed record FailureView(string AssetId, string Name, string Step, string Code, string Message);

/// <param name="Paused">Whether it rests.</param>
public sealed record PauseRequest(bool Paused)
{
    /// <summary>Only this step; null = the whole pipeline.</summary>
    public string? Step { get; init; }
}

/// <summary>Assets that somebody looks at: what is still to be done for them comes first.</summary>
public sealed record FirstRequest(IReadOnlyList<string> Ids);

/// <summary>Settings of a library. Null in a change = as it is.</summary>
public sealed record LibrarySettings
{
    public bool? TagNewAssets { get; init; }
    public double? MinConfidence { get; init; }
    public int? MaxTags { get; init; }

    /// <summary>Analysis and renditions rest until it is false again.</summary>
    public bool? Paused { get; init; }

    /// <summary>Steps that rest.</summary>
    public IReadOnlyList<string>? PausedSteps { get; init; }

    /// <summary>When background analysis may run, in the server's local time: <c>22:00-06:00</c>; empty = at any time.</summary>
    public string? AnalyzeBetween { get; init; }

    /// <summary>Percent of the time that background work may take, 5–100.</summary>
    public int? CpuShare { get; init; }

    /// <summary>Background analysis rests while other programs take more than half of the processor; off by default.</summary>
    public bool? YieldToOthers { get; init; }

    /// <summary>Background analysis rests while the machine runs on battery; on by default.</summary>
    public bool? RestOnBattery { get; init; }

    /// <summary>When a snapshot of the database is taken each night: local time of the server as <c>03:30</c>, or <c>off</c>.</summary>
    public string? SnapshotAt { get; init; }

    /// <summary>How many snapshots stay, 1 to 365.</summary>
    public int? SnapshotsKept { get; init; }

    /// <summary>A photo and its short movie (Live Photo) are shown as one; on by default, as the other three.</summary>
    public bool? GroupLive { get; init; }

    /// <summary>A raw file and the JPEG or HEIC beside it are shown as one.</summary>
    public bool? GroupRaw { get; init; }

    /// <summary>An original and what was made of it are shown as one.</summary>
    public bool? GroupEdits { get; init; }

    /// <summary>Shots in quick succession are shown as one.</summary>
    public bool? GroupBursts { get; init; }

    /// <summary>The longest pause within a burst, 0.1–60 seconds; 1 by default.</summary>
    public double? BurstSeconds { get; init; }

    /// <summary>Languages in which typed tags and keywords are matched with concepts by themselves: BCP 47 tags; en and de by default.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>Fewer shots are no burst, 2–100; 4 by default.</summary>
    public int? BurstLeast { get; init; }

    /// <summary>What changes here is written into the files of managed folders by itself; off by default. What could not be written before is tried again in any case.</summary>
    public bool? WriteBack { get; init; }

    /// <summary><c>adobe</c> (default): into JPEG, TIFF, DNG, PNG and PSD, else <c>name.xmp</c>; <c>digikam</c>: always <c>name.ext.xmp</c>. A sidecar that is there keeps its name.</summary>
    public string? WriteBackProfile { get; init; }

    /// <summary>AI tags that were accepted without a person's decision are written too; off by default.</summary>
    public bool? WriteBackAiTags { get; init; }
}

public sealed record LibraryView(string Id, string Name, long Assets, LibrarySettings Settings)
{
    /// <summary>Shown tags over all live assets, those of people, files and AI.</summary>
    public long Tags { get; init; }
}

public sealed record FolderView(string Id, string? Parent, string Name, string Path, long Assets);

public sealed record PackView(
    string Name, string Task, string Licence, long Bytes, bool Installed, bool Preferred, string Adds, string? Problem, bool CanInstall);

/// <summary>What <c>GET /api/status</c> says, also before sign-in: enough to see that this is Vitrine and up.</summary>
public sealed record StatusView(string Product, string Version, string State, string? Message);

/// <summary>Which failed steps to try again; null = all.</summary>
public sealed record RetryRequest(string? AssetId, string? Step)
{
    /// <summary>Only those that failed with this code.</summary>
    public string? Code { get; init; }
}
