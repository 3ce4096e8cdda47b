using System.Globalization;
using System.IO.Pipes;

namespace Vitrine.Media.Children;

/// <summary>What a child does with one request. It may throw: the sentence goes back and the child lives on.</summary>
public delegate Task<ChildMessage> ChildHandler(ChildMessage request, CancellationToken cancellationToken);

/// <summary>The kinds of child an executable can be: a name, and what makes the handler from the arguments after the protocol's own.</summary>
public sealed class ChildKinds : Dictionary<string, Func<IReadOnlyList<string>, ChildHandler>>
{
    public const string Decode = "decode";
    public const string Model = "model";
    public const string Texts = "texts";
    public const string PackTest = "packtest";

    public ChildKinds()
        : base(StringComparer.Ordinal)
    {
    }
}

/// <summary>
/// The main function of a child. An executable that is also the child begins with
/// <c>if (ChildMain.IsChild(args)) return await ChildMain.RunAsync(args, kinds);</c>.
/// </summary>
public static class ChildMain
{
    public static bool IsChild(IReadOnlyList<string> args) => args.Count > 0 && args[0] == ChildProtocol.ChildVerb;

    /// <summary>Serves requests until the parent closes the pipe. Returns the exit code.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ChildKinds kinds) => RunAsync(args, kinds, ChildProtocol.Version);

    internal static async Task<int> RunAsync(IReadOnlyList<string> args, ChildKinds kinds, int protocol)
    {
        if (ChildArguments.Parse(args) is not { } parsed || !kinds.TryGetValue(parsed.Kind, out var make))
        {
            await Console.Error.WriteLineAsync($"a child is started by the server: child <{string.Join('|', kinds.Keys)}> with its pipes");
            return 64;
        }

        ChildLimits.Apply(parsed);
        await using var requests = new AnonymousPipeClientStream(PipeDirection.In, parsed.In);
        await using var answers = new AnonymousPipeClientStream(PipeDirection.Out, parsed.Out);
        var hello = new Hello(protocol, ChildProtocol.Build, parsed.Kind);
        await Frames.WriteAsync(answers, FrameType.Hello, 0, ChildMessage.Of(hello, ProtocolJson.Default.Hello), CancellationToken.None);
        await new ChildLoop(requests, answers, make(parsed.Rest)).RunAsync();
        return 0;
    }
}

/// <summary>The arguments of a child: <c>child KIND --in FD --out FD --memory BYTES REST…</c>.</summary>
internal sealed record ChildArguments(string Kind, string In, string Out, long Memory, IReadOnlyList<string> Rest)
{
    private const int Fixed = 8;

    public static ChildArguments? Parse(IReadOnlyList<string> args) =>
        args.Count >= Fixed
        && args[0] == ChildProtocol.ChildVerb
        && args[2] == ChildProtocol.InOption
        && args[4] == ChildProtocol.OutOption
        && args[6] == ChildProtocol.MemoryOption
        && long.TryParse(args[7], NumberStyles.None, CultureInfo.InvariantCulture, out var memory)
            ? new ChildArguments(args[1], args[3], args[5], memory, [.. args.Skip(Fixed)])
            : null;

    public IReadOnlyList<string> ToList() =>
    [
        ChildProtocol.ChildVerb, Kind, ChildProtocol.InOption, In, ChildProtocol.OutOption, Out,
        ChildProtocol.MemoryOption, Memory.ToString(CultureInfo.InvariantCulture), .. Rest,
    ];
}
