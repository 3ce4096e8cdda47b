using System.Text;

namespace Vitrine.Media.Tests.Onnx.Accelerators;

/// <summary>The smallest ONNX model that a test can break from outside: it gives the one of four numbers that its weight <see cref="Weight"/> names.</summary>
internal static class TinyModel
{
    public const string Weight = "place";
    public const string Output = "picked";

    /// <summary>Written field by field (onnx.proto): the tests need no tool for it.</summary>
    public static byte[] Picking(byte place)
    {
        var node = Message((1, Text("numbers")), (1, Text(Weight)), (2, Text(Output)), (4, Text("Gather")));
        byte[] placeAsInt64 = [place, 0, 0, 0, 0, 0, 0, 0];
        var weight = Join(Number(1, 1), Number(2, 7), Message((8, Text(Weight)), (9, placeAsInt64)));
        var graph = Message((1, node), (2, Text("tiny")), (5, weight), (11, Floats("numbers", 4)), (12, Floats(Output, 1)));
        return Join(Number(1, 8), Message((7, graph)), Message((8, Number(2, 13))));
    }

    /// <summary>A ValueInfoProto of single-precision numbers.</summary>
    private static byte[] Floats(string name, byte count)
    {
        var shape = Message((1, Number(1, count)));
        var tensor = Join(Number(1, 1), Message((2, shape)));
        return Message((1, Text(name)), (2, Message((1, tensor))));
    }

    private static byte[] Message(params (byte Field, byte[] Content)[] parts) =>
        [.. parts.SelectMany(part => (byte[])[(byte)((part.Field << 3) | 2), .. Length(part.Content.Length), .. part.Content])];

    private static byte[] Number(byte field, byte value) => [(byte)(field << 3), value];

    private static byte[] Length(int length) => length < 128 ? [(byte)length] : [(byte)(length | 128), (byte)(length >> 7)];

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];
}
