using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>
/// JPEG (ITU-T T.81, annex B). Part of the essence: every segment that is no APPn or COM, the entropy-coded data, the ICC profile (APP2),
/// the colour transform of Adobe's APP14, the EXIF orientation, and whatever follows the end of the picture (motion video, gain map).
/// </summary>
internal sealed class JpegEssence : EssenceParser
{
    private const byte App1 = 0xE1, App2 = 0xE2, App14 = 0xEE, Comment = 0xFE, StartOfScan = 0xDA, EndOfImage = 0xD9;
    private readonly IncrementalHash coded = NewHash();
    private readonly IncrementalHash profile = NewHash();
    private readonly IncrementalHash trailer = NewHash();
    private State state = State.Start;
    private byte marker;
    private bool afterFf;
    private bool ended;
    private byte orientation = 1;
    private byte transform = 0xFF;

    public JpegEssence() => Collect(2);

    private enum State
    {
        Start,
        Marker,
        Code,
        Length,
        Content,
    }

    public override void Dispose()
    {
        coded.Dispose();
        profile.Dispose();
        trailer.Dispose();
    }

    protected override void OnCollected(ReadOnlySpan<byte> data)
    {
        switch (state)
        {
            case State.Start when data is [0xFF, 0xD8]:
                Next(State.Marker, 1);
                break;
            case State.Marker when data[0] == 0xFF:
                Next(State.Code, 1);
                break;
            case State.Code:
                OnMarker(data[0]);
                break;
            case State.Length:
                OnLength(BinaryPrimitives.ReadUInt16BigEndian(data));
                break;
            case State.Content:
                OnApplication(data);
                Next(State.Marker, 1);
                break;
            default:
                Broken();
                break;
        }
    }

    protected override void OnPassed()
    {
        if (marker == StartOfScan)
        {
            Scan();
        }
        else
        {
            Next(State.Marker, 1);
        }
    }

    /// <summary>Entropy-coded data goes on until FF is followed by anything but 00 (stuffing) or RST0…7.</summary>
    protected override int OnScan(ReadOnlySpan<byte> data)
    {
        var from = 0;
        var at = 0;
        if (afterFf)
        {
            afterFf = false;
            if (IsMarker(data[0]))
            {
                OnMarker(data[0]);
                return 1;
            }

            coded.AppendData([0xFF]);
            at = 1;
        }

        while (at < data.Length)
        {
            var ff = data[at..].IndexOf((byte)0xFF);
            if (ff < 0)
            {
                break;
            }

            at += ff + 1;
            if (at == data.Length)
            {
                coded.AppendData(data[from..^1]);
                afterFf = true;
                return data.Length;
            }

            if (IsMarker(data[at]))
            {
                coded.AppendData(data[from..(at - 1)]);
                OnMarker(data[at]);
                return at + 1;
            }

            at++;
        }

        coded.AppendData(data[from..]);
        return data.Length;
    }

    protected override byte[]? Conclude()
    {
        if (!ended)
        {
            return null;
        }

        using var all = NewHash();
        all.AppendData("vitrine essence jpeg 1"u8);
        all.AppendData(coded.GetHashAndReset());
        all.AppendData(profile.GetHashAndReset());
        all.AppendData(trailer.GetHashAndReset());
        all.AppendData([transform, orientation]);
        return all.GetHashAndReset();
    }

    private static bool IsMarker(byte code) => code != 0 && code is < 0xD0 or > 0xD7;

    private void Next(State next, int count)
    {
        state = next;
        Collect(count);
    }

    private void OnMarker(byte code)
    {
        switch (code)
        {
            case 0xFF:
                Next(State.Code, 1);
                break;
            case EndOfImage:
                ended = true;
                Rest(trailer);
                break;
            case 0x00 or 0xD8:
                Broken();
                break;
            case 0x01 or (>= 0xD0 and <= 0xD7):
                Next(State.Marker, 1);
                break;
            default:
                marker = code;
                Next(State.Length, 2);
                break;
        }
    }

    private void OnLength(int length)
    {
        if (length < 2)
        {
            Broken();
        }
        else if (marker is App1 or App2 or App14)
        {
            Next(State.Content, length - 2);
        }
        else if (marker is (>= 0xE0 and <= 0xEF) or Comment)
        {
            Pass(length - 2, into: null);
        }
        else
        {
            coded.AppendData([0xFF, marker, (byte)(length >> 8), (byte)length]);
            Pass(length - 2, coded);
        }
    }

    private void OnApplication(ReadOnlySpan<byte> data)
    {
        switch (marker)
        {
            case App1 when data.StartsWith("Exif\0"u8) && data.Length > 6:
                orientation = ExifOrientation.Read(data[6..]) ?? orientation;
                break;
            case App2 when data.StartsWith("ICC_PROFILE\0"u8):
                profile.AppendData(data);
                break;
            case App14 when data.StartsWith("Adobe"u8) && data.Length >= 12:
                transform = data[11];
                break;
        }
    }
}
