using System.Buffers;
using System.Security.Cryptography;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>
/// A push parser: bytes come in pieces of any size, what belongs to the essence goes into hashes, nothing else is kept.
/// A format says piece by piece what it wants next: collect a few bytes, pass many through, or scan.
/// </summary>
internal abstract class EssenceParser : IDisposable
{
    private readonly ArrayBufferWriter<byte> collected = new(64);
    private Want want;
    private long remaining;
    private IncrementalHash? sink;

    private enum Want
    {
        Collect,
        Pass,
        Scan,
        Rest,
        Nothing,
    }

    /// <summary>The structure is not what the format promises: the essence is the file's own hash.</summary>
    public bool IsBroken { get; private set; }

    public void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && want is not Want.Nothing)
        {
            data = data[Take(data)..];
        }
    }

    /// <summary>32 bytes, or null where the file ended too early or is not what it seemed.</summary>
    public byte[]? Finish() => IsBroken ? null : Conclude();

    public abstract void Dispose();

    protected static IncrementalHash NewHash() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Asks for <paramref name="count"/> bytes in one piece; memory grows with what arrives, not with what was promised.</summary>
    protected void Collect(int count)
    {
        collected.ResetWrittenCount();
        (want, remaining) = (Want.Collect, count);
        if (count == 0)
        {
            OnCollected([]);
        }
    }

    /// <summary>Lets <paramref name="count"/> bytes go by, into <paramref name="into"/> where given.</summary>
    protected void Pass(long count, IncrementalHash? into)
    {
        (want, remaining, sink) = (Want.Pass, count, into);
        if (count == 0)
        {
            OnPassed();
        }
    }

    protected void Scan() => want = Want.Scan;

    /// <summary>Everything that still comes goes into <paramref name="into"/>.</summary>
    protected void Rest(IncrementalHash? into) => (want, sink) = (Want.Rest, into);

    protected void Broken() => (want, IsBroken) = (Want.Nothing, true);

    protected abstract void OnCollected(ReadOnlySpan<byte> data);

    protected abstract void OnPassed();

    /// <summary>Looks through data of unknown length; returns how much of it was used (at least one byte, or a new wish was made).</summary>
    protected virtual int OnScan(ReadOnlySpan<byte> data) => throw new NotSupportedException();

    protected abstract byte[]? Conclude();

    private int Take(ReadOnlySpan<byte> data)
    {
        switch (want)
        {
            case Want.Collect:
                var part = (int)Math.Min(remaining, data.Length);
                collected.Write(data[..part]);
                remaining -= part;
                if (remaining == 0)
                {
                    OnCollected(collected.WrittenSpan);
                }

                return part;
            case Want.Pass:
                var passed = (int)Math.Min(remaining, data.Length);
                sink?.AppendData(data[..passed]);
                remaining -= passed;
                if (remaining == 0)
                {
                    OnPassed();
                }

                return passed;
            case Want.Scan:
                return OnScan(data);
            default:
                sink?.AppendData(data);
                return data.Length;
        }
    }
}
