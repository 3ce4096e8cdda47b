using System.Collections.Concurrent;
using System.Diagnostics;

namespace Vitrine.Media.Tools;

/// <summary>
/// Starts every process of the program, one after the other, on one thread that never ends. Both matter:
/// inheritable pipe ends that are made and closed within one start cannot leak into a process started beside it
/// (its copy would keep the pipe open after the owner's death), and Linux delivers PR_SET_PDEATHSIG when the
/// <em>thread</em> that forked ends (prctl(2)), which for a thread of the pool is any moment.
/// </summary>
internal static class ProcessLauncher
{
    private static readonly BlockingCollection<Action> Starts = [];
    private static readonly Lazy<Thread> Starter = new(Run);

    /// <summary>Calls <paramref name="start"/> on the launching thread and hands back what it made or threw.</summary>
    public static Task<T> StartAsync<T>(Func<T> start)
    {
        _ = Starter.Value;
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                done.SetResult(start());
            }
            catch (Exception problem)
            {
                done.SetException(problem);
            }
        });
        return done.Task;
    }

    /// <summary>The one place where a process begins; call it inside <see cref="StartAsync"/>.</summary>
    public static Process Start(ProcessStartInfo info)
    {
        var process = new Process { StartInfo = info };
        try
        {
#pragma warning disable RS0030 // Everyone else goes through here.
            process.Start();
#pragma warning restore RS0030
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private static Thread Run()
    {
        var thread = new Thread(() =>
        {
            foreach (var start in Starts.GetConsumingEnumerable())
            {
                start();
            }
        })
        {
            IsBackground = true,
            Name = "process launcher",
        };
        thread.Start();
        return thread;
    }
}
