using Vitrine.Media.Children;
using Vitrine.Media.Packs;
using Vitrine.Server.Egress;

namespace Vitrine.Server.Hosting.Verbs;

/// <summary><c>models list|install|verify|remove|export|import</c>: packs without a server; a running one notices at its next start.</summary>
internal static class ModelsVerb
{
    private const string Usage =
        """
        usage: ./vitrine models VERB
          list                     what there is, what is installed, what each adds
          install [TASK|MODEL…]    without a name: what the first start installs
          verify                   check every installed file against its hash
          remove MODEL…
          export DIR|FILE.zip      the installed packs, for a machine that reaches nothing
          import DIR|FILE.zip
        """;

    public static async Task<int> RunAsync(string models, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var store = new PackStore(models);
        var names = arguments.Skip(1).ToArray();
        try
        {
            switch (arguments.Count == 0 ? "list" : arguments[0])
            {
                case "list":
                    return List(store);
                case "install":
                    return await InstallAsync(store, names, cancellationToken);
                case "verify":
                    return await VerifyAsync(store, cancellationToken);
                case "remove" when names.Length > 0:
                    return Remove(store, names);
                case "export" when names.Length == 1:
                    return Say(await new PackTransfer(store).ExportAsync(names[0], cancellationToken), "written to " + names[0]);
                case "import" when names.Length == 1 && !Path.Exists(names[0]):
                    await Console.Error.WriteLineAsync($"There is no {names[0]}.");
                    return 1;
                case "import" when names.Length == 1:
                    return await ImportAsync(store, names[0], cancellationToken);
                default:
                    Console.WriteLine(Usage);
                    return 1;
            }
        }
        catch (Exception error) when (error is PackException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    public static PackInstaller Installer(PackStore store, EgressClient egress) =>
        new(store, Folder, egress, selfTest: (model, cancellationToken) => PackTestChild.RunAsync(store, model, cancellationToken));

    /// <summary>The folder of <c>VITRINE_MODELS</c>, where files of models are looked for first; null where none is named.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("VITRINE_MODELS") is { Length: > 0 } folder ? folder : null;

    private static int List(PackStore store)
    {
        foreach (var task in store.Catalog.Tasks)
        {
            Console.WriteLine($"{task.Id}: {task.Adds}{(task.Starter ? " (starter)" : "")}");
            foreach (var model in store.Catalog.ModelsOf(task))
            {
                Console.WriteLine($"  {(store.IsUsable(model) ? "installed" : store.IsInstalled(model) ? "not used " : "-        ")}  {model.Name,-28} {model.Bytes / 1e6,7:0.0} MB  {model.Licence.Spdx}  {model.Title}");
                if (store.IsInstalled(model) && !store.IsUsable(model))
                {
                    Console.WriteLine($"             {store.SelfTestOf(model)?.Sentence ?? "It was not tested yet: ./vitrine models install " + model.Id}");
                }
            }
        }

        return 0;
    }

    private static async Task<int> InstallAsync(PackStore store, string[] names, CancellationToken cancellationToken)
    {
        store.Sweep();
        using var egress = new EgressClient();
        var installer = Installer(store, egress);
        var progress = new PackProgressWriter();
        var done = new List<PackInstallation>();
        if (names.Length == 0)
        {
            done.AddRange(await installer.InstallStarterAsync(progress, cancellationToken));
        }

        foreach (var name in names)
        {
            if (store.Catalog.FindTask(name) is { } task)
            {
                done.Add(await installer.InstallTaskAsync(task, progress, cancellationToken));
            }
            else if (store.Catalog.FindModel(name) is { } model)
            {
                done.Add(await installer.InstallModelAsync(model, progress, cancellationToken));
            }
            else
            {
                await Console.Error.WriteLineAsync($"'{name}' is neither a task nor a model; ./vitrine models list names them.");
                return 1;
            }
        }

        return Say(done);
    }

    /// <summary>What is imported is tested here: another machine's test says nothing about this one.</summary>
    private static async Task<int> ImportAsync(PackStore store, string from, CancellationToken cancellationToken)
    {
        var code = Say(await new PackTransfer(store).ImportAsync(from, cancellationToken), "installed");
        using var egress = new EgressClient();
        return Math.Max(code, Say(await Installer(store, egress).TestInstalledAsync(new PackProgressWriter(), cancellationToken)));
    }

    private static int Say(IReadOnlyList<PackInstallation> done)
    {
        foreach (var installation in done)
        {
            Console.WriteLine(installation.Model is { } model
                ? $"{installation.Task}: {model.Name} is installed ({installation.Fetched / 1e6:0.0} MB fetched, {installation.Elapsed.TotalSeconds:0.0} s)"
                : $"{installation.Task}: nothing could be installed");
            foreach (var problem in installation.Problems.Where(_ => installation.Model is null))
            {
                Console.WriteLine($"  {problem.Message}");
            }
        }

        return done.All(installation => installation.Model is not null) ? 0 : 1;
    }

    private static async Task<int> VerifyAsync(PackStore store, CancellationToken cancellationToken)
    {
        var problems = await store.VerifyAsync(cancellationToken);
        foreach (var problem in problems)
        {
            Console.WriteLine(problem.Message);
        }

        // What has its size and other bytes passes for installed, so that an installation alone would leave it.
        var models = string.Join(' ', problems.Select(problem => problem.Step).Distinct());
        Console.WriteLine(problems.Count == 0
            ? "All installed packs are whole."
            : $"To mend: ./vitrine models remove {models}, then ./vitrine models install {models}, or models import where they came from one.");
        return problems.Count == 0 ? 0 : 1;
    }

    private static int Remove(PackStore store, string[] names)
    {
        foreach (var name in names)
        {
            if (store.Catalog.FindModel(name) is not { } model || !store.Remove(model))
            {
                Console.Error.WriteLine($"'{name}' is not installed.");
                return 1;
            }
        }

        return 0;
    }

    private static int Say(IReadOnlyList<PackModel> models, string what)
    {
        Console.WriteLine(models.Count == 0 ? "No pack was found." : $"{string.Join(", ", models.Select(model => model.Name))}: {what}.");
        return models.Count == 0 ? 1 : 0;
    }
}

/// <summary>Says what is being fetched and what could not be had, one line each.</summary>
internal sealed class PackProgressWriter : IProgress<PackProgress>
{
    public void Report(PackProgress value) =>
        Console.Error.WriteLine(
            value.IsSelfTest ? $"Testing {value.Model} with drawings and captions of them …"
            : value.Problem is { } problem
            ? $"{value.Model}: {value.File} could not be had from {value.Source}. {problem.TrimEnd('.')}."
            : $"Fetching {value.Model}, {value.File} ({value.Bytes / 1e6:0.0} MB, from {value.Source}) …");
}
