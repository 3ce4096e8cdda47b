namespace Vitrine.Benchmarks;

/// <summary>Where benchmarks read and write: the repository, the corpus beside it, and a scratch folder outside of both.</summary>
internal static class Places
{
    /// <summary>The clone that this program was built in.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Results { get; } = Directory.CreateDirectory(Path.Combine(Repository, "bench", "results")).FullName;

    /// <summary>Photo sets and models are kept here between runs: <c>VITRINE_BENCH</c>, else a folder of the system's temporary one.</summary>
    public static string Scratch { get; } = Directory.CreateDirectory(
        Environment.GetEnvironmentVariable("VITRINE_BENCH") is { Length: > 0 } named ? named : Path.Combine(Path.GetTempPath(), "vitrine-bench")).FullName;

    /// <summary>The photographs that sets are made from: <c>corpus/photos</c> of <c>VITRINE_SHARED</c>, or of <c>shared</c> beside the repository.</summary>
    /// <exception cref="BenchmarkException">There are none.</exception>
    public static string Photos()
    {
        var shared = Environment.GetEnvironmentVariable("VITRINE_SHARED") is { Length: > 0 } named ? named : Path.Combine(Path.GetDirectoryName(Repository)!, "shared");
        var photos = Path.Combine(shared, "corpus", "photos");
        return Directory.Exists(photos) ? photos : throw new BenchmarkException("This benchmark needs photographs: set VITRINE_SHARED or lay the folder shared beside the repository.");
    }

    /// <summary>An empty folder that nobody else uses.</summary>
    public static string NewFolder(string name)
    {
        var path = Path.Combine(Scratch, name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return Directory.CreateDirectory(path).FullName;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vitrine.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new BenchmarkException("Benchmarks run in a clone of the repository.");
    }
}
