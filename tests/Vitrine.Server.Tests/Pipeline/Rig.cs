using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;
using Vitrine.Server.Bulk;
using Vitrine.Media.Packs;
using Vitrine.Server.Claims;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Fields;
using Vitrine.Server.Groups;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Import.Watching;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.People;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Places;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Renditions;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Pipeline;

/// <summary>Everything from the folder on disk to the claims, over a real database; only the decoding is played.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly TestDatabase test;
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-rig-").FullName;

    private Rig(TestDatabase test, Seed seed, FakeMedia media, IReadOnlyList<AnalyzerInfo> analyzers, VocabularyStore vocabulary)
    {
        this.test = test;
        Seed = seed;
        Media = media;
        Ids = new IdGenerator(Database.Clock);
        Pictures = Directory.CreateDirectory(Path.Combine(folder, "pictures")).FullName;
        Spool = Directory.CreateDirectory(Path.Combine(folder, "spool")).FullName;
        Blobs = new BreakableBlobs(new FolderBlobStore(Path.Combine(folder, "blobs")));
        Renditions = new RenditionStore(Path.Combine(folder, "renditions"));
        Pipeline = new CurrentPipeline(analyzers);
        Vocabulary = vocabulary;
        var ledger = new ClaimLedger(new Interned(), new AssetProjection(Vocabulary));
        Ledger = ledger;
        var gazetteers = new Gazetteers(new PackStore(Path.Combine(folder, "models")), NullLogger<Gazetteers>.Instance);
        var positions = new PositionRule(ledger, gazetteers);
        Files = new FileClaims(vocabulary, new PersonStore(Ids), ledger, Properties, positions);
        Fields = new FieldCatalog(Database, Properties);
        Edits = new AssetEditReader(vocabulary, new PersonStore(Ids), new FieldGuard(Fields), gazetteers);
        Tags = new MachineTags(vocabulary, ledger, new FieldProposals(Fields, vocabulary));
        Boot("node");
    }

    public Database Database => test.Database;

    public AssetEditReader Edits { get; }

    private FieldCatalog Fields { get; }

    public Seed Seed { get; }

    public FakeMedia Media { get; }

    public IdGenerator Ids { get; }

    public string Pictures { get; }

    public string Spool { get; }

    public BreakableBlobs Blobs { get; }

    public RenditionStore Renditions { get; }

    public CurrentPipeline Pipeline { get; }

    public VocabularyStore Vocabulary { get; }

    public ClaimLedger Ledger { get; }

    public FileClaims Files { get; }

    public PropertyMaps Properties { get; } = new();

    public MachineTags Tags { get; }

    public RunQueue Runs { get; private set; } = null!;

    public RunsInHand Hand { get; private set; } = null!;

    public AssetWriter Assets { get; private set; } = null!;

    public FolderTree Folders { get; private set; } = null!;

    public JobQueue Jobs { get; private set; } = null!;

    public Scheduler Scheduler { get; private set; } = null!;

    public ResultWriter Results { get; private set; } = null!;

    public Backfill Backfill { get; private set; } = null!;

    /// <summary>Folders that are to be scanned again.</summary>
    public DirtyFolders Dirty { get; } = new();

    public long FreeBytes { get; set; } = long.MaxValue;

    public long MaxFileBytes { get; init; } = long.MaxValue;

    public Purge Purge => new(Database, Blobs, Renditions);

    public static Task<Rig> CreateAsync(string engine, FakeMedia? media = null, params string[] analyzers) => CreateAsync(engine, TimeProvider.System, media, analyzers);

    public static async Task<Rig> CreateAsync(string engine, TimeProvider clock, FakeMedia? media = null, params string[] analyzers)
    {
        var test = await TestDatabase.CreateAsync(engine, clock);
        var ids = new IdGenerator(test.Database.Clock);
        var seed = await Seed.EnsureAsync(test.Database, ids);
        media ??= new FakeMedia();
        return new Rig(test, seed, media, [.. analyzers.Select(media.Analyzer)], new VocabularyStore(test.Database, ids));
    }

    /// <summary>A process begins: the same data, nothing remembered.</summary>
    public void Boot(string node)
    {
        var identity = new NodeIdentity(node, Ids.Next().Text);
        Runs = new RunQueue(Pipeline, identity, new Interned(), Ids);
        Assets = new AssetWriter(Ids, Runs, new AssetProjection(Vocabulary), new FieldFilling(Fields, Ledger));
        Folders = new FolderTree(Ids);
        var claims = new ClaimsOf(Files, Tags);
        Hand = new RunsInHand(Database, Runs);
        Results = new ResultWriter(Database, Runs, Hand, new DecodeResults(claims, new GroupFinder(new GroupStore(Ids))), new FindingResults(claims), Renditions, NullLogger<ResultWriter>.Instance);
        Backfill = new Backfill(Database, Runs, Pipeline);
        Scheduler = new Scheduler(
            Database, Runs, Hand, new DecodeLane(Media, Blobs, Renditions), new ModelLane(Media, Renditions), Results, Backfill, new WorkPace(TimeProvider.System), new MachineWatch(), NullLogger<Scheduler>.Instance);
        var options = new ImportOptions(MaxFileBytes, [], () => FreeBytes);
        var batches = new ImportBatch(new FileIntake(Spool, options.MaxFileBytes, Ids), Folders, Assets, new BlobIntake(Blobs), Runs);
        var sidecars = new SidecarFiles(new SidecarReading(Media, Files));
        var (many, marks) = (new BulkAssets(Vocabulary, Fields), new BulkProjection(Vocabulary));
        Jobs = new JobQueue(
            [
                new FolderImport(Folders, new FolderPass(batches, sidecars), new LinkCheck(Database), options), new FolderScan(new FolderPass(batches, sidecars), new LinkCheck(Database), options, Dirty), new BulkTags(many, Edits, marks, new Interned(), new AssetProjection(Vocabulary)), new BulkEdits(many, Edits, marks, new Interned(), new AssetProjection(Vocabulary)), new ResetAiTags(Ledger), new Retag(Tags),
                new TrashJob(new AssetProjection(Vocabulary), Fields), new EmptyTrash(Renditions), new UndoJob(Ledger, new AssetProjection(Vocabulary), new ConceptMerging(Vocabulary, new AssetProjection(Vocabulary), Database), new AssetMerging(Ledger, new AssetProjection(Vocabulary)), new ImportReturn(new ConceptWriter(Vocabulary, Ids), Vocabulary, Database), Fields), new AnalyzeJob(Runs, Pipeline, Tags), new ReadMetadataJob(Files, Runs), new Regroup(new GroupFinder(new GroupStore(Ids))),
            ],
            identity,
            Ids);
    }

    /// <summary>Writes a file below the pictures folder: a start that is taken for a picture, then the text.</summary>
    public string Write(string path, string text)
    {
        var full = Path.Combine(Pictures, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        byte[] content = [.. "GIF89a"u8, 1, 0, 1, 0, .. Encoding.Latin1.GetBytes("\n" + text)];
        File.WriteAllBytes(full, content);
        return full;
    }

    /// <summary>Queues an import and carries it out.</summary>
    public async Task<JobRow> ImportAsync(bool copy = false, string? path = null)
    {
        var request = $$"""{"paths":["{{path ?? Pictures}}"],"mode":"{{(copy ? "copy" : "link")}}"}""";
        var id = (await Database.WriteAsync(Seed.Owner, session => Jobs.EnqueueAsync(session, Seed.LibraryKey, FolderImport.KindName, request, []))).Value;
        await RunJobsAsync(JobLane.Import);
        return await JobAsync(id);
    }

    /// <summary>Queues a scan of what is linked, or of folders of the first root, and carries it out.</summary>
    public async Task<JobRow> ScanAsync(params string[] folders)
    {
        var keys = await KeysAsync($"select key from root order by key");
        var order = folders.Length == 0 ? new ScanOrder(keys) : new ScanOrder([keys[0]], folders, []);
        return await RunAsync(FolderScan.KindName, JsonSerializer.Serialize(order, StorageJson.Default.ScanOrder));
    }

    /// <summary>Queues a job over assets and carries it out.</summary>
    public async Task<JobRow> RunAsync(string kind, string request, params long[] assets)
    {
        var id = (await Database.WriteAsync(Seed.Owner, session => Jobs.EnqueueAsync(session, Seed.LibraryKey, kind, request, assets))).Value;
        await RunJobsAsync(Jobs[kind].Lane);
        return await JobAsync(id);
    }

    public async Task RunJobsAsync(JobLane lane)
    {
        var worker = new JobWorker(Database, Jobs, NullLogger<JobWorker>.Instance);
        while (await Jobs.ClaimAsync(Database, lane) is { } job)
        {
            await worker.RunAsync(job, TestContext.Current.CancellationToken);
        }
    }

    public async Task<JobRow> JobAsync(string id) => (await Database.ReadAsync(session => session.FirstAsync(
        $"select id, state, total, done, changed, failed, duplicates, coalesce(message, '') from job where id = {id}",
        row => new JobRow(row.GetString(0), (JobState)row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetString(7)))))!;

    /// <summary>Runs the pipeline until nothing is queued or running.</summary>
    public async Task WorkAsync()
    {
        await Scheduler.StartAsync(CancellationToken.None);
        try
        {
            await UntilAsync($"select count(*) from run where state in ({RunState.Queued}, {RunState.Running})", 0);
        }
        finally
        {
            await Scheduler.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits until a count has a value; looks again after each commit. The test's own time limit is the only patience.</summary>
    public async Task UntilAsync(Sql sql, long value)
    {
        var bell = new Doorbell();
        Database.Written += bell.Ring;
        try
        {
            while (await NumberAsync(sql) != value)
            {
                await bell.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            Database.Written -= bell.Ring;
        }
    }

    public async Task<long> NumberAsync(Sql sql) => await Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;

    public Task<List<long>> KeysAsync(Sql sql) => Database.ReadAsync(session => session.QueryAsync(sql, row => row.GetInt64(0)));

    public Task<List<string>> TextsAsync(Sql sql) => Database.ReadAsync(session => session.QueryAsync(sql, row => row.GetString(0)));

    public async ValueTask DisposeAsync()
    {
        await test.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal sealed record JobRow(string Id, JobState State, long Total, long Done, long Changed, long Failed, long Duplicates, string Message);
}
