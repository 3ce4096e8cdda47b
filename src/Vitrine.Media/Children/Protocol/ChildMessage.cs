using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Vitrine.Media.Children;

/// <summary>What goes over the pipes in one frame: a body in JSON, and bytes beside it so that pictures are never written as text.</summary>
/// <param name="Body">UTF-8 JSON; its type is settled by the kind of child.</param>
/// <param name="Attachments">Bytes that the body refers to by their index.</param>
public sealed record ChildMessage(ReadOnlyMemory<byte> Body, IReadOnlyList<ReadOnlyMemory<byte>> Attachments)
{
    public static ChildMessage Of<T>(T body, JsonTypeInfo<T> type, params IReadOnlyList<ReadOnlyMemory<byte>> attachments) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type), attachments);

    /// <exception cref="ProtocolException">The body is not of that type.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body.Span, type) ?? throw new ProtocolException("a message without a body");
        }
        catch (JsonException problem)
        {
            throw new ProtocolException($"a message that is not {typeof(T).Name}: {problem.Message}");
        }
    }

    /// <exception cref="ProtocolException">There is no such attachment.</exception>
    public ReadOnlyMemory<byte> Attachment(int index) => index >= 0 && index < Attachments.Count
        ? Attachments[index]
        : throw new ProtocolException($"a message that refers to attachment {index} of {Attachments.Count}");
}

/// <summary>The other side of the pipes does not keep to the protocol.</summary>
public sealed class ProtocolException(string message) : Exception(message);
