using System.Text.Json.Serialization;

namespace Vitrine.Media.Children;

/// <summary>
/// The protocol between the server and its children, over two anonymous pipes whose numbers are in the child's arguments
/// (standard output is no channel: native libraries print there). A frame is 4 bytes little-endian length, a JSON
/// <see cref="FrameHeader"/> of that length, then the parts whose lengths the header names. The child speaks first and says <see cref="Hello"/>.
/// </summary>
internal static class ChildProtocol
{
    /// <summary>Raise it with every change that an older side would misread.</summary>
    public const int Version = 3;

    public const string ChildVerb = "child";
    public const string InOption = "--in";
    public const string OutOption = "--out";
    public const string MemoryOption = "--memory";

    /// <summary>Bytes of a header, and parts of a frame: more is no message of ours.</summary>
    public const int MaxHeader = 64 << 10;
    public const int MaxParts = 256;

    /// <summary>Files up to this many bytes are sent over the pipe; larger ones are bound into a sandbox of their own.</summary>
    public const long MaxPayload = 64L << 20;

    /// <summary>The exit code of a child whose handler got no more memory.</summary>
    public const int OutOfMemoryCode = 112;

    /// <summary>Tells two builds apart that happen to speak the same version: the server may have been updated under its running children.</summary>
    public static string Build { get; } = typeof(ChildProtocol).Module.ModuleVersionId.ToString("N");
}

/// <summary>The first thing a child says.</summary>
public sealed record Hello(int Protocol, string Build, string Kind);

/// <summary>What a frame is for.</summary>
internal enum FrameType
{
    Hello,
    Request,

    /// <summary>The request was read whole and goes to the handler: from here on its file is to blame for what happens.</summary>
    Begun,
    Answer,

    /// <summary>The handler threw; the body is a sentence, the child lives on.</summary>
    Failure,
    Cancel,
}

/// <summary>The head of a frame. Part 0 is the message's body, the rest its attachments.</summary>
internal sealed record FrameHeader(FrameType Type, long Id, IReadOnlyList<long> Parts);

/// <summary>A frame as read.</summary>
internal sealed record Frame(FrameType Type, long Id, ChildMessage Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(FrameHeader))]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(string))]
internal sealed partial class ProtocolJson : JsonSerializerContext;
