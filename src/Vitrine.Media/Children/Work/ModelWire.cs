using System.Runtime.InteropServices;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Onnx.Accelerators;

namespace Vitrine.Media.Children;

/// <summary>One picture of a request; its preview is the attachment of the same index.</summary>
/// <param name="Part">Left, top, width, height; null = all of it.</param>
internal sealed record ModelWireRequest(AssetKind Kind, bool IsTransparent, IReadOnlyList<string> Analyzers, float[]? Part);

/// <summary>What was found in the picture of the same index.</summary>
internal sealed record ModelWireAnswer(
    IReadOnlyList<FindingSetWire> Sets, IReadOnlyDictionary<string, Problem> Failed, IReadOnlyDictionary<string, double> Milliseconds, AcceleratorUse? Card);

internal sealed record FindingSetWire(string Analyzer, int Version, string Model, IReadOnlyList<FindingWire> Findings);

/// <summary>Every case of <see cref="Finding"/> in one shape. A vector is a piece of the picture's attachment: single-precision numbers from <paramref name="Offset"/>.</summary>
internal sealed record FindingWire(FindingWire.Case Type, string Name)
{
    internal enum Case
    {
        Label,
        Text,
        Value,
        Vector,
    }

    public float? Score { get; init; }
    public string? Content { get; init; }
    public int Offset { get; init; }
    public int Count { get; init; }

    /// <summary>Left, top, width, height.</summary>
    public float[]? Box { get; init; }
    public long[]? Span { get; init; }
    public int? Page { get; init; }
}

/// <summary>Model requests and answers as messages.</summary>
internal static class ModelWire
{
    public static ChildMessage Write(IReadOnlyList<ModelRequest> requests) => ChildMessage.Of(
        [.. requests.Select(request => new ModelWireRequest(request.Kind, request.IsTransparent, request.Analyzers, Write(request.Part)))],
        WorkJson.Exact.ModelWireRequestArray,
        [.. requests.Select(request => (ReadOnlyMemory<byte>)request.Preview)]);

    /// <exception cref="ProtocolException">Not such a request.</exception>
    public static IReadOnlyList<ModelRequest> ReadRequests(ChildMessage message) =>
    [
        .. message.Read(WorkJson.Exact.ModelWireRequestArray)
            .Select((request, i) => new ModelRequest(message.Attachment(i).ToArray(), request.Kind, request.IsTransparent, request.Analyzers) { Part = ReadBox(request.Part) }),
    ];

    public static ChildMessage Write(IReadOnlyList<ModelAnswer> answers)
    {
        var vectors = answers.Select(_ => new List<float>()).ToArray();
        ModelWireAnswer[] wire = [.. answers.Select((answer, i) => new ModelWireAnswer(
            [.. answer.Findings.Select(set => new FindingSetWire(set.Analyzer, set.Version, set.Model, [.. set.Findings.Select(finding => Write(finding, vectors[i]))]))],
            answer.Failed,
            answer.Milliseconds,
            answer.Card))];
        return ChildMessage.Of(
            wire, WorkJson.Exact.ModelWireAnswerArray, [.. vectors.Select(list => (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(list)).ToArray())]);
    }

    /// <exception cref="ProtocolException">Not an answer to so many pictures.</exception>
    public static IReadOnlyList<ModelAnswer> ReadAnswers(ChildMessage message, int count)
    {
        var answers = message.Read(WorkJson.Exact.ModelWireAnswerArray);
        return answers.Length == count
            ? [.. answers.Select((answer, i) => Read(answer, MemoryMarshal.Cast<byte, float>(message.Attachment(i).Span).ToArray()))]
            : throw new ProtocolException($"{answers.Length} answers to {count} pictures");
    }

    private static ModelAnswer Read(ModelWireAnswer answer, float[] vectors) => new()
    {
        Findings = [.. answer.Sets.Select(set => new FindingSet(set.Analyzer, set.Version, set.Model, [.. set.Findings.Select(finding => Read(finding, vectors))]))],
        Failed = answer.Failed,
        Milliseconds = answer.Milliseconds,
        Card = answer.Card,
    };

    private static FindingWire Write(Finding finding, List<float> vectors)
    {
        switch (finding)
        {
            case Finding.Label label:
                return Write(new FindingWire(FindingWire.Case.Label, label.Name) { Score = label.Score }, label.Extent);
            case Finding.Text text:
                return Write(new FindingWire(FindingWire.Case.Text, text.Language ?? "") { Score = text.Score, Content = text.Content }, text.Extent);
            case Finding.Value value:
                return new FindingWire(FindingWire.Case.Value, value.Key) { Score = value.Score, Content = value.Content };
            case Finding.Vector vector:
                var offset = vectors.Count;
                vectors.AddRange(vector.Values.Span);
                return Write(new FindingWire(FindingWire.Case.Vector, vector.Space) { Offset = offset, Count = vector.Values.Length }, vector.Extent);
            default:
                throw new NotSupportedException($"a finding of type {finding.GetType().Name}");
        }
    }

    private static FindingWire Write(FindingWire wire, Extent? extent) => wire with
    {
        Box = Write(extent?.Box),
        Span = extent?.Span is { } span ? [span.StartMs, span.EndMs] : null,
        Page = extent?.Page,
    };

    private static Finding Read(FindingWire wire, float[] vectors) => wire.Type switch
    {
        FindingWire.Case.Label => new Finding.Label(wire.Name, wire.Score ?? 0, ReadExtent(wire)),
        FindingWire.Case.Text => new Finding.Text(wire.Content ?? "", wire.Score ?? 0, ReadExtent(wire), wire.Name.Length == 0 ? null : wire.Name),
        FindingWire.Case.Value => new Finding.Value(wire.Name, wire.Content ?? "", wire.Score ?? 0),
        FindingWire.Case.Vector when wire.Offset >= 0 && wire.Count >= 0 && wire.Offset <= vectors.Length - wire.Count =>
            new Finding.Vector(wire.Name, vectors.AsMemory(wire.Offset, wire.Count), ReadExtent(wire)),
        _ => throw new ProtocolException("a finding that refers to numbers it did not send"),
    };

    private static float[]? Write(Box? box) => box is { } there ? [there.X, there.Y, there.Width, there.Height] : null;

    private static Box? ReadBox(float[]? box) => box is [var x, var y, var width, var height] ? new Box(x, y, width, height) : null;

    private static Extent? ReadExtent(FindingWire wire)
    {
        var box = ReadBox(wire.Box);
        TimeRange? span = wire.Span is [var start, var end] ? new TimeRange(start, end) : null;
        return box is null && span is null && wire.Page is null ? null : new Extent(box, span, wire.Page);
    }
}
