using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Vitrine.Core.Assets;

/// <summary>A public id: 12 bytes written as 24 lower-case hex characters; 4 bytes Unix seconds, then 8 random bytes.</summary>
public readonly record struct PublicId
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private PublicId(string text) => Text = text;

    public string Text { get; }

    public override string ToString() => Text;

    public static bool TryParse(string? text, [NotNullWhen(true)] out PublicId? id)
    {
        id = null;
        if (text is not { Length: 24 } || text.AsSpan().ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        id = new PublicId(text);
        return true;
    }

    internal static PublicId Create(ReadOnlySpan<byte> twelve) => new(Convert.ToHexStringLower(twelve));
}

/// <summary>The one source of public ids. Clock and randomness are injected so that tests can repeat them.</summary>
/// <param name="clock">Gives the first four bytes.</param>
/// <param name="fill">Fills a span with random bytes; must be safe to call from several threads.</param>
public sealed class IdGenerator(TimeProvider clock, IdGenerator.Fill fill)
{
    public delegate void Fill(Span<byte> bytes);

    public IdGenerator(TimeProvider clock)
        : this(clock, System.Security.Cryptography.RandomNumberGenerator.Fill)
    {
    }

    public PublicId Next()
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)clock.GetUtcNow().ToUnixTimeSeconds());
        fill(bytes[4..]);
        return PublicId.Create(bytes);
    }
}
