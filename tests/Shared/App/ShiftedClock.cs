namespace Vitrine.Tests.Shared;

/// <summary>The system's clock, moved on by tests. Timers run in real time, so that nothing hangs which waits for one.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long ticks;

    /// <summary>Lets time pass for everything that asks what time it is.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ticks));
}
