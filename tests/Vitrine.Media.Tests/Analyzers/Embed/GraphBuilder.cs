using System.Runtime.InteropServices;

namespace Vitrine.Media.Tests.Analyzers.Embed;

/// <summary>Makes small ONNX models (onnx.proto, operator set 13) node by node.</summary>
internal sealed class GraphBuilder
{
    public const int Float = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;
    public const int Half = 10;

    private readonly List<byte[]> parts = [];

    /// <param name="sizes">−1 = left open.</param>
    public GraphBuilder Input(string name, int type, params long[] sizes) => Add(Wire.Message(11, Value(name, type, sizes)));

    /// <param name="sizes">−1 = left open.</param>
    public GraphBuilder Output(string name, int type, params long[] sizes) => Add(Wire.Message(12, Value(name, type, sizes)));

    public GraphBuilder Node(string operation, string[] inputs, string output, params (string Name, long[] Values)[] attributes) => Add(Wire.Message(
        1,
        [
            .. inputs.Select(input => Wire.Text(1, input)), Wire.Text(2, output), Wire.Text(4, operation),
            .. attributes.Select(attribute => Wire.Message(5, Attribute(attribute.Name, attribute.Values))),
        ]));

    public GraphBuilder Constant(string name, float[] values, params long[] sizes) => Tensor(name, Float, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), sizes);

    public GraphBuilder Constant(string name, long[] values, params long[] sizes) => Tensor(name, Int64, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), sizes);

    public GraphBuilder Constant(string name, int[] values, params long[] sizes) => Tensor(name, Int32, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), sizes);

    public byte[] Build() => Wire.Join(Wire.Number(1, 8), Wire.Message(7, [.. parts, Wire.Text(2, "made by a test")]), Wire.Message(8, Wire.Number(2, 13)));

    private GraphBuilder Tensor(string name, int type, byte[] raw, long[] sizes) =>
        Add(Wire.Message(5, [.. sizes.Select(size => Wire.Number(1, size)), Wire.Number(2, type), Wire.Text(8, name), Wire.Message(9, raw)]));

    /// <summary>Two numbers and more are a list.</summary>
    private static byte[] Attribute(string name, long[] values) => values.Length > 1
        ? Wire.Join([Wire.Text(1, name), .. values.Select(value => Wire.Number(8, value)), Wire.Number(20, 7)])
        : Wire.Join(Wire.Text(1, name), Wire.Number(3, values[0]), Wire.Number(20, 2));

    private static byte[] Value(string name, int type, long[] sizes)
    {
        var shape = sizes.Select((size, i) => Wire.Message(1, size < 0 ? Wire.Text(2, "open" + i) : Wire.Number(1, size))).ToArray();
        return Wire.Join(Wire.Text(1, name), Wire.Message(2, Wire.Message(1, Wire.Number(1, type), Wire.Message(2, shape))));
    }

    private GraphBuilder Add(byte[] part)
    {
        parts.Add(part);
        return this;
    }
}
