using Vitrine.Media.Children;

namespace Vitrine.Media.Tests.Children;

/// <summary>A server in miniature for the test that kills it: two children, both busy for ever.</summary>
internal static class TestParent
{
    public const string Verb = "parent";

    /// <summary><c>parent LEVEL FOLDER FIFO FIFO</c>: a child says through each FIFO that it is busy.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var sandbox = await Sandbox.ProbeAsync(CancellationToken.None, Enum.Parse<SandboxLevel>(args[1]));
        await using var pool = new DecodePool(ChildOptions.Decode with { Folders = [args[2]] }, sandbox, size: 2);
        await Task.WhenAll(args[3..].Select(fifo => pool.DecodeAsync(
            new DecodeRequest("/dev/null", $"busy:{fifo}", []), TimeSpan.FromMinutes(5), CancellationToken.None)));
        return 0;
    }
}
