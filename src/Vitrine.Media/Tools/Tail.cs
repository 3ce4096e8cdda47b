using System.Text;

namespace Vitrine.Media.Tools;

/// <summary>Keeps the last bytes of a stream that may never end, and reads it dry so that its writer never blocks.</summary>
internal sealed class Tail(int capacity)
{
    private readonly Lock gate = new();
    private readonly byte[] kept = new byte[capacity];
    private long written;

    public override string ToString()
    {
        lock (gate)
        {
            var count = (int)Math.Min(written, capacity);
            var bytes = new byte[count];
            for (var i = 0; i < count; i++)
            {
                bytes[i] = kept[(written - count + i) % capacity];
            }

            return Encoding.UTF8.GetString(bytes).Replace('\0', ' ');
        }
    }

    public async Task ReadAsync(Stream source, Action<ReadOnlyMemory<byte>>? also = null)
    {
        var buffer = new byte[4096];
        try
        {
            while (await source.ReadAsync(buffer) is > 0 and var count)
            {
                Add(buffer.AsSpan(0, count));
                also?.Invoke(buffer.AsMemory(0, count));
            }
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            // The other end is gone: what we have is all there is.
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            foreach (var value in bytes)
            {
                kept[written++ % capacity] = value;
            }
        }
    }
}
