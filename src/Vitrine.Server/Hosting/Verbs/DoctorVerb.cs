using Vitrine.Media.Analyzers;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Media.Packs;
using Vitrine.Media.Tools;
using Vitrine.Server.Backups;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Blobs.S3;

namespace Vitrine.Server.Hosting.Verbs;

/// <summary><c>doctor</c>: what is here, what is missing, what each missing part costs. It changes nothing.</summary>
internal static class DoctorVerb
{
    public static async Task<int> RunAsync(string data, string models, CancellationToken cancellationToken)
    {
        var parts = await SystemParts.ProbeAsync(cancellationToken);
        foreach (var use in Enum.GetValues<SystemPartUse>())
        {
            Console.WriteLine(use == SystemPartUse.Serving ? "Parts of the system" : "Parts only the tests need");
            foreach (var state in parts.Where(state => state.Part.Use == use))
            {
                Console.WriteLine(state.Present
                    ? $"  ok       {state.Part.Name} {state.Version}"
                    : $"  missing  {state.Part.Name}: without it {state.Part.Without} (package {state.Part.Package})");
            }
        }

        Console.WriteLine("Pictures");
        Console.WriteLine($"  {ImageLibrary.Description}");
        Console.WriteLine("Hostile files");
        Console.WriteLine($"  {(await Sandbox.ProbeAsync(cancellationToken)).Description}");
        Console.WriteLine("Models");
        var store = new PackStore(models);
        var missing = AnalyzerCatalog.Missing(store).ToDictionary(pair => pair.Analyzer.Id, pair => pair.Adds, StringComparer.Ordinal);
        foreach (var analyzer in AnalyzerCatalog.All)
        {
            Console.WriteLine(missing.TryGetValue(analyzer.Id, out var adds)
                ? $"  missing  {analyzer.Id}: a pack would add: {adds} (./vitrine models install {AskedFor(store, analyzer.Task!)})"
                : $"  ok       {analyzer.Id}{Used(AnalyzerCatalog.Models(store, analyzer))}");
        }

        Console.WriteLine("What models run on");
        Console.WriteLine($"  {ModelsRunOn(Path.Combine(data, "server.txt"), AcceleratorFacts.Look())}");
        Console.WriteLine("Reach");
        foreach (var line in Reach(Path.Combine(data, "server.txt")))
        {
            Console.WriteLine($"  {line}");
        }

        Console.WriteLine("Data");
        Console.WriteLine($"  {data}{(Directory.Exists(data) ? $", {new DriveInfo(data).AvailableFreeSpace / 1e9:0.0} GB free" : " (made at the first start)")}");
        Console.WriteLine("Originals that are copied or uploaded");
        Console.WriteLine($"  {await OriginalsAsync(data, cancellationToken)}");
        Console.WriteLine("Copies of the library");
        Console.WriteLine($"  {CopyOf("snapshot", CopyRecord.ReadSnapshot(data), $"taken each night while the server runs; {Snapshots.List(data).Count} are in {Path.Combine(data, "snapshots")}")}");
        Console.WriteLine($"  {CopyOf("backup", CopyRecord.ReadBackup(data), "./vitrine backup DIR")}");
        return 0;
    }

    /// <summary>Who reaches the server that runs on the data folder, as it wrote it down when it started.</summary>
    internal static IEnumerable<string> Reach(string running)
    {
        if (!File.Exists(running))
        {
            return ["no server runs on the data folder"];
        }

        var lines = File.ReadAllLines(running);
        return lines.Take(1).Select(line => $"ok       {line} (this machine)")
            .Concat(lines.Where(line => line.StartsWith(DataFolder.AlsoAt, StringComparison.Ordinal)).Select(line => $"ok       {line[DataFolder.AlsoAt.Length..]}"))
            .Concat(lines.Where(line => line.StartsWith(DataFolder.Warning, StringComparison.Ordinal)).Select(line => $"warning  {line[DataFolder.Warning.Length..]}"));
    }

    /// <summary>What the running server wrote down; where none runs, what one would find that is started as this call was.</summary>
    internal static string ModelsRunOn(string running, AcceleratorFacts facts)
    {
        var lines = File.Exists(running) ? File.ReadAllLines(running) : [];
        if (lines.FirstOrDefault(line => line.StartsWith(DataFolder.ModelsFact, StringComparison.Ordinal)) is { } fact)
        {
            return $"ok       {fact[DataFolder.ModelsFact.Length..]}";
        }

        if (lines.FirstOrDefault(line => line.StartsWith(DataFolder.ModelsProblem, StringComparison.Ordinal)) is { } problem)
        {
            return $"warning  {problem[DataFolder.ModelsProblem.Length..]}";
        }

        try
        {
            var asked = AcceleratorNames.FromVariable() ?? Accelerator.Auto;
            var tried = asked != Accelerator.Cpu && facts.AreEnough && CudaProvider.Try() is { } trouble ? new AcceleratorUse { Trouble = trouble } : null;
            var choice = AcceleratorChoice.Decide(asked, facts, tried);
            return $"{(choice.IsProblem ? "warning " : "ok      ")} {choice.Sentence}";
        }
        catch (ArgumentException refused)
        {
            return $"warning  {refused.Message}";
        }
    }

    /// <summary>A task; the model it prefers where all of its models have to be asked for by name.</summary>
    private static string AskedFor(PackStore store, string task) =>
        store.Catalog.FindTask(task) is { } known && store.Catalog.ModelsOf(known).All(model => !model.Licence.Confirmed) ? known.Models[0] : task;

    private static string CopyOf(string what, CopyRecord? last, string how)
    {
        if (last is null)
        {
            return $"missing  no {what} yet ({how})";
        }

        var age = TimeProvider.System.GetUtcNow() - last.At;
        var ago = age.TotalHours < 48 ? $"{Math.Max(0, age.TotalHours):0} hours ago" : $"{age.TotalDays:0} days ago";
        return last.Ok ? $"ok       {what} {ago}: {last.Message} ({how})" : $"failed   {what} {ago}: {last.Message}";
    }

    private static async Task<string> OriginalsAsync(string data, CancellationToken cancellationToken)
    {
        try
        {
            if (BlobPlace.Remembered(data)?.S3 is not { } address)
            {
                return Path.Combine(data, "blobs");
            }

            await S3BlobStore.ReachAsync(address, cancellationToken);
            return $"ok       {address}";
        }
        catch (StorageException error)
        {
            return $"missing  {error.Message}";
        }
    }

    private static string Used(IReadOnlyList<PackModel> models) => models.Count == 0 ? "" : ": " + string.Join(", ", models.Select(model => model.Name));
}
