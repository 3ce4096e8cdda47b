namespace Vitrine.Server.Tests.Docs;

/// <summary>Documents that the program itself writes. <c>VITRINE_WRITE_DOCS=1</c> writes them; without it they are compared.</summary>
internal static class WrittenDocs
{
    public static async Task CheckAsync(string name, string text)
    {
        var path = Path.Combine(Root(), "docs", name);
        if (Environment.GetEnvironmentVariable("VITRINE_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"docs/{name} is missing; run this test with VITRINE_WRITE_DOCS=1");
        Assert.True(
            text == await File.ReadAllTextAsync(path),
            $"docs/{name} does not say what the program does. Look whether the change is meant, then run this test with VITRINE_WRITE_DOCS=1.");
    }

    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Vitrine.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
