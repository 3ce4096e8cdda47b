using Vitrine.Media.Packs;
using Vitrine.Media.Tools;

namespace Vitrine.Benchmarks.Running;

/// <summary>The models that a first start installs, fetched once and kept in the scratch folder. With <c>VITRINE_MODELS</c> the better ones from there.</summary>
internal static class StarterModels
{
    /// <summary>Whether the models come from a folder that the user named.</summary>
    public static bool AreLocal => Environment.GetEnvironmentVariable("VITRINE_MODELS") is { Length: > 0 };

    public static async Task<PackStore> StoreAsync()
    {
        var store = new PackStore(Path.Combine(Scratch, "models"));
        if (store.Catalog.Tasks.Where(task => task.Starter).Any(task => store.Installed(task.Id) is null))
        {
            Directory.CreateDirectory(store.Root);
            var environment = PassedEnvironment.With([.. Local()]);
            var server = Path.Combine(Places.Repository, "artifacts", "bin", "Vitrine.Server", "release", "Vitrine.Server");
            var result = await ToolProcess.RunAsync(
                new ToolCommand(server, ["models", "--data", Scratch, "install"]) { Environment = environment, Limit = TimeSpan.FromMinutes(10) }, CancellationToken.None);
            if (!result.Succeeded)
            {
                throw new BenchmarkException("The starter models could not be installed: " + result.Errors + System.Text.Encoding.UTF8.GetString(result.Output));
            }
        }

        return store;
    }

    /// <summary>Copies them into a data folder.</summary>
    public static async Task CopyToAsync(string data)
    {
        var store = await StoreAsync();
        foreach (var file in Directory.EnumerateFiles(store.Root, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(data, "models", Path.GetRelativePath(store.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static string Scratch => Path.Combine(Places.Scratch, AreLocal ? "local-packs" : "starter-packs");

    private static IEnumerable<(string Name, string Value)> Local() =>
        AreLocal ? [("VITRINE_MODELS", Environment.GetEnvironmentVariable("VITRINE_MODELS")!)] : [];
}
