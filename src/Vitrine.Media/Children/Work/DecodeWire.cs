using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vitrine.Media.Exports;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata.Writing;

namespace Vitrine.Media.Children;

/// <summary>A decode request on its way: where the file is (null = attachment 0) instead of where it lies on the host.</summary>
internal sealed record DecodeWireRequest(string Name, IReadOnlyList<string> Steps, long Bytes, string? Path, ExportRecipe? Export, MetadataEdits? Edits, string? Output);

/// <summary>
/// Decode requests and answers as messages. Pictures travel beside the JSON, one attachment per rendition; after them a document's pages in UTF-8,
/// a form feed between two.
/// </summary>
internal static class DecodeWire
{
    private const char PageEnd = '\f';

    public static ChildMessage Write(DecodeRequest request, long bytes, string? path) =>
        ChildMessage.Of(new DecodeWireRequest(request.Name, request.Steps, bytes, path, request.Export, request.Edits, request.Output), WorkJson.Exact.DecodeWireRequest);

    public static ChildMessage Write(DecodeAnswer answer)
    {
        var described = answer with
        {
            Renditions = [.. answer.Renditions.Select(rendition => rendition with { Content = [] })],
            Text = answer.Text is { } text ? text with { Pages = [] } : null,
        };
        var attachments = answer.Renditions.Select(rendition => (ReadOnlyMemory<byte>)rendition.Content);
        if (answer.Text is { } said)
        {
            attachments = attachments.Append(Bytes(said.Pages));
        }

        return ChildMessage.Of(described, WorkJson.Exact.DecodeAnswer, [.. attachments]);
    }

    /// <summary>Written page by page: a long text is not held a second time as a whole.</summary>
    private static ReadOnlyMemory<byte> Bytes(IReadOnlyList<string> pages)
    {
        var bytes = new byte[pages.Sum(Encoding.UTF8.GetByteCount) + Math.Max(0, pages.Count - 1)];
        var at = 0;
        for (var page = 0; page < pages.Count; page++)
        {
            if (page > 0)
            {
                bytes[at++] = (byte)PageEnd;
            }

            at += Encoding.UTF8.GetBytes(pages[page], bytes.AsSpan(at));
        }

        return bytes;
    }

    /// <exception cref="ProtocolException">Not such an answer.</exception>
    public static DecodeAnswer ReadAnswer(ChildMessage message)
    {
        var answer = message.Read(WorkJson.Exact.DecodeAnswer);
        var expected = answer.Renditions.Count + (answer.Text is null ? 0 : 1);
        if (expected != message.Attachments.Count)
        {
            throw new ProtocolException($"{expected} renditions and texts with {message.Attachments.Count} contents");
        }

        return answer with
        {
            Renditions = [.. answer.Renditions.Select((rendition, index) => rendition with { Content = message.Attachment(index).ToArray() })],
            Text = answer.Text is { } text ? text with { Pages = Encoding.UTF8.GetString(message.Attachment(expected - 1).Span).Split(PageEnd) } : null,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(DecodeWireRequest))]
[JsonSerializable(typeof(DecodeAnswer))]
[JsonSerializable(typeof(ModelWireRequest[]))]
[JsonSerializable(typeof(ModelWireAnswer[]))]
[JsonSerializable(typeof(TextRequest))]
[JsonSerializable(typeof(TextWireAnswer))]
internal sealed partial class WorkJson : JsonSerializerContext
{
    /// <summary>Without escapes that are only for HTML: metadata is full of other scripts.</summary>
    public static WorkJson Exact => field ??= new WorkJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
