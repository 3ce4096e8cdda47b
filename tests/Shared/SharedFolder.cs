namespace Vitrine.Tests.Shared;

/// <summary>Finds the corpus, models and golden outputs that some tests need; they are not part of the repository.</summary>
public static class SharedFolder
{
    /// <summary>The folder named by <c>VITRINE_SHARED</c>, else <c>shared</c> beside the repository; null where neither exists.</summary>
    public static string? Root { get; } = Find();

    /// <summary>A file or folder below the shared folder. The calling test is reported as skipped where there is none.</summary>
    public static string Path(params string[] parts)
    {
        if (Root is null)
        {
            Assert.Skip("needs the shared folder: set VITRINE_SHARED or lay it beside the repository");
        }

        return System.IO.Path.Combine([Root!, .. parts]);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("VITRINE_SHARED") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Vitrine.slnx")))
            {
                var beside = System.IO.Path.Combine(folder.Parent!.FullName, "shared");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
