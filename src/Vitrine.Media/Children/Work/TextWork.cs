using System.Runtime.InteropServices;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Children;

/// <summary>What the answer says beside its vectors, which are the attachment: single-precision numbers, text after text.</summary>
internal sealed record TextWireAnswer(string Space, int Count);

/// <summary>The work of the text child: it holds the text side of models, which is loaded when first asked for.</summary>
public static class TextWork
{
    /// <param name="arguments">The folder of the packs.</param>
    public static ChildHandler Handler(IReadOnlyList<string> arguments)
    {
        var store = new PackStore(arguments[0]);
        var models = new LoadedModels();
        var encoders = new Dictionary<string, ITextEncoder>(StringComparer.Ordinal);
        return (message, cancellationToken) =>
        {
            var request = message.Read(WorkJson.Exact.TextRequest);
            if (!encoders.TryGetValue(request.Task, out var encoder))
            {
                encoder = AnalyzerCatalog.TextEncoder(store, request.Task, models) ?? throw new InvalidOperationException($"No model for '{request.Task}' is installed.");
                encoders[request.Task] = encoder;
                NativeHeap.Trim();
            }

            var numbers = new List<float>();
            foreach (var text in request.Texts)
            {
                numbers.AddRange(encoder.Encode(text, cancellationToken));
            }

            return Task.FromResult(ChildMessage.Of(
                new TextWireAnswer(encoder.Space, request.Texts.Count), WorkJson.Exact.TextWireAnswer, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray()));
        };
    }

    /// <exception cref="ProtocolException">Not an answer to so many texts.</exception>
    internal static TextAnswer Read(ChildMessage message, int count)
    {
        var answer = message.Read(WorkJson.Exact.TextWireAnswer);
        var numbers = MemoryMarshal.Cast<byte, float>(message.Attachment(0).Span);
        if (answer.Count != count || count == 0 || numbers.Length == 0 || numbers.Length % count != 0)
        {
            throw new ProtocolException($"{numbers.Length} numbers for {answer.Count} of {count} texts");
        }

        var width = numbers.Length / count;
        var vectors = new float[count][];
        for (var i = 0; i < count; i++)
        {
            vectors[i] = numbers.Slice(i * width, width).ToArray();
        }

        return new TextAnswer(answer.Space, vectors);
    }
}
