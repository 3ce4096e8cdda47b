using Vitrine.Media.Tools;

namespace Vitrine.Media.Tests.Metadata;

/// <summary>Lets exiftool write into a copy. The calling test is reported as skipped where there is no exiftool.</summary>
internal static class ExifToolRun
{
    public static async Task<byte[]> WriteAsync(byte[] original, string extension, IReadOnlyList<string> arguments)
    {
        Assert.SkipWhen(ToolEnvironment.Find("exiftool") is null, "needs exiftool");
        var folder = Directory.CreateTempSubdirectory("vitrine-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "file" + extension);
            await File.WriteAllBytesAsync(path, original, TestContext.Current.CancellationToken);
            var result = await ToolProcess.RunAsync(new ToolCommand("exiftool", [.. arguments, path]), TestContext.Current.CancellationToken);
            Assert.True(result.Succeeded, result.Errors);
            return await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
