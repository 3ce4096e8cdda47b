using System.Collections.Concurrent;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Packs;
using Vitrine.Media.Places;
using Vitrine.Server.Egress;
using Vitrine.Server.Hosting.Verbs;

namespace Vitrine.Server.Features.Packs;

/// <summary>Installs the starter packs after the first start and what people ask for later, one at a time, beside everything else.</summary>
public sealed class PackInstallations(PackStore store, EgressClient egress, Hosting.ServerOptions options, ILogger<PackInstallations> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, string> problems = new(StringComparer.Ordinal);
    /// <summary>Tasks and models whose installation is not over.</summary>
    private readonly ConcurrentDictionary<string, bool> coming = new(StringComparer.Ordinal);

    private readonly System.Threading.Channels.Channel<PackModel> wanted = System.Threading.Channels.Channel.CreateUnbounded<PackModel>();

    /// <summary>Rung when analyzers that had no model can run now, or have a better one.</summary>
    public event Action? Installed;

    /// <summary>Rung when positions can be looked up that could not, or better.</summary>
    public event Action? GazetteerInstalled;

    /// <summary>Whether the starter packs were tried: until then nobody knows what the first start can do.</summary>
    public TaskCompletionSource Starter { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? ProblemOf(string model) => problems.GetValueOrDefault(model);

    /// <summary>Whether there is anywhere to fetch all files of a model from; where not, they come with an import or from a named folder only.</summary>
    public bool CanInstall(PackModel model) => ModelsVerb.Folder is not null || model.Files.All(file => file.Origins.Count > 0);

    public void Start(PackModel model)
    {
        if (wanted.Writer.TryWrite(model))
        {
            coming[model.Id] = true;
        }
    }

    /// <summary>Whether a model for a task is being fetched, or waits for others that are.</summary>
    public bool IsComing(string task) => coming.ContainsKey(task) || (store.Catalog.FindTask(task) is { } known && store.Catalog.ModelsOf(known).Any(model => coming.ContainsKey(model.Id)));

    private void Sweep()
    {
        try
        {
            store.Sweep();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("What a stopped installation of a pack left cannot be deleted: {Reason}", error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        PackTask[] starter = [.. store.Catalog.Tasks.Where(task => options.InstallsPacks && task.Starter)];
        foreach (var task in starter)
        {
            coming[task.Id] = true;
        }

        await Task.Yield();
        Sweep();
        var installer = ModelsVerb.Installer(store, egress);
        foreach (var task in starter)
        {
            await TryAsync(task.Id, () => installer.InstallStarterAsync(task, new PackProgressWriter(), stoppingToken), stoppingToken);
        }

        Starter.TrySetResult();
        foreach (var model in store.Catalog.Models.Where(model => store.IsInstalled(model) && model.Pair is not null && store.SelfTestOf(model) is null))
        {
            // It came with an import, or its installation was stopped before its test.
            Start(model);
        }

        await foreach (var model in wanted.Reader.ReadAllAsync(stoppingToken))
        {
            await TryAsync(model.Id, () => installer.InstallModelAsync(model, new PackProgressWriter(), stoppingToken), stoppingToken);
        }
    }

    /// <summary>Whatever goes wrong with one pack, the server and the other packs go on.</summary>
    private async Task TryAsync(string what, Func<Task<PackInstallation>> install, CancellationToken stoppingToken)
    {
        try
        {
            var (before, gazetteer) = (Speaking(), GazetteerPack.VersionIn(store));
            Note(await install());
            if (Speaking() != before)
            {
                Installed?.Invoke();
            }

            if (GazetteerPack.VersionIn(store) != gazetteer)
            {
                GazetteerInstalled?.Invoke();
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
        {
            log.LogError(error, "{What} could not be installed", what);
            problems[what] = $"It could not be installed: {error.Message}";
        }
        finally
        {
            coming.TryRemove(what, out _);
        }
    }

    /// <summary>The models that analyzers run with what is installed.</summary>
    private string Speaking() => string.Join(' ', AnalyzerCatalog.Runnable(store).Select(analyzer => analyzer.Model));

    private void Note(PackInstallation installation)
    {
        if (installation.Model is { } model)
        {
            problems.TryRemove(model.Id, out _);
            return;
        }

        if (installation.Problems.Count == 0)
        {
            // Nothing better was at hand than the model there is.
            return;
        }

        foreach (var tried in installation.Problems.GroupBy(problem => problem.Step, StringComparer.Ordinal))
        {
            problems[tried.Key] = string.Join(" ", tried.Select(problem => problem.Message));
        }

        foreach (var problem in installation.Problems)
        {
            log.LogWarning("{Task}: {Message}", installation.Task, problem.Message);
        }
    }
}
