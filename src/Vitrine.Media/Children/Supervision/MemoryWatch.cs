using Vitrine.Media.Tools;

namespace Vitrine.Media.Children;

/// <summary>Looks at a busy child's memory ten times a second. It costs a request that is faster than that nothing.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Timer timer;

    public MemoryWatch(int pid, long limit, Action exceeded)
    {
        timer = new Timer(_ => Look(pid, limit, exceeded), null, Period, Period);
    }

    public void Dispose() => timer.Dispose();

    private static void Look(int pid, long limit, Action exceeded)
    {
        if (ProcessTree.ResidentBytes(pid) > limit)
        {
            exceeded();
        }
    }
}
