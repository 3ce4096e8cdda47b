using System.Runtime.InteropServices;
using Vitrine.Media.Children;
using Vitrine.Media.Tests.Tools;
using Vitrine.Media.Tools;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Children;

/// <summary>A pool of misbehaving children at one level of isolation, a file to send, and FIFOs through which children say that they are busy.</summary>
internal sealed partial class ChildBench : IAsyncDisposable
{
    private readonly List<NamedPipe> pipes = [];

    private ChildBench(DecodePool pool, Sandbox sandbox, DirectoryInfo folder)
    {
        Pool = pool;
        Sandbox = sandbox;
        Folder = folder;
        Source = Path.Combine(folder.FullName, "source.bin");
        File.WriteAllBytes(Source, [1, 2, 3]);
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public DecodePool Pool { get; }

    public Sandbox Sandbox { get; }

    /// <summary>Children may read it, so that they can open the FIFOs in it.</summary>
    public DirectoryInfo Folder { get; }

    public string Source { get; }

    /// <summary>The calling test is skipped where this machine does not offer <paramref name="level"/>.</summary>
    public static async Task<ChildBench> StartAsync(SandboxLevel? level = null, int size = 1, Func<ChildOptions, ChildOptions>? change = null)
    {
        var sandbox = await SandboxAsync(level);
        var folder = Directory.CreateTempSubdirectory("vitrine-");
        var options = ChildOptions.Decode with { Folders = [folder.FullName] };
        return new ChildBench(new DecodePool(change?.Invoke(options) ?? options, sandbox, size), sandbox, folder);
    }

    public static async Task<Sandbox> SandboxAsync(SandboxLevel? level)
    {
        var sandbox = await Sandbox.ProbeAsync(TestContext.Current.CancellationToken, level ?? SandboxLevel.Closed);
        if (level is not null && sandbox.Level != level)
        {
            Assert.Skip($"isolation level {level} does not work here: {sandbox.Description}");
        }

        return sandbox;
    }

    public Task<DecodeAnswer> AskAsync(string order, TimeSpan? limit = null, CancellationToken? cancellationToken = null) =>
        Pool.DecodeAsync(new DecodeRequest(Source, order, []), limit ?? Patience, cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>What a child says to an order that is answered with words.</summary>
    public async Task<string> HearAsync(string order) => (await AskAsync(order)).Sniffed.Format;

    public async Task<ChildFailureException> FailAsync(string order, TimeSpan? limit = null) =>
        await Assert.ThrowsAsync<ChildFailureException>(() => AskAsync(order, limit));

    public NamedPipe Pipe()
    {
        var pipe = new NamedPipe(Folder.FullName);
        pipes.Add(pipe);
        return pipe;
    }

    /// <summary>The process numbers of the child in <paramref name="pid"/>'s sandbox, outermost first.</summary>
    public static IReadOnlyList<int> Tree(int pid) => ProcessTree.Members(pid);

    public static void Kill(int pid) => Assert.Equal(0, SendSignal(pid, 9));

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        pipes.ForEach(pipe => pipe.Dispose());
        Folder.Delete(recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
