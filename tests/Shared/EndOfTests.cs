using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Vitrine.Tests.Shared.EndOfTests))]

namespace Vitrine.Tests.Shared;

/// <summary>What the tests of a process share ends with the last of them. The process's own end is too late for a database server: that is cut off after ten seconds.</summary>
public sealed class EndOfTests : IAsyncDisposable
{
    private static readonly ConcurrentStack<Func<Task>> Ends = [];

    static EndOfTests() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAsync().GetAwaiter().GetResult();

    /// <summary>Does something after the last test, or when the process is told to end before; once.</summary>
    public static void Add(Func<Task> end) => Ends.Push(end);

    /// <summary>Deletes a folder then.</summary>
    public static void Delete(string folder) => Add(() =>
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync() => await EndAsync();

    private static async Task EndAsync()
    {
        while (Ends.TryPop(out var end))
        {
            await end();
        }
    }
}
