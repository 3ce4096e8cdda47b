using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Tests.Children;

/// <summary>A decoder that misbehaves as told: the file's name is the order, "verb:argument".</summary>
internal static partial class TestDecoder
{
    private const int MegaByte = 1 << 20;

    public static async Task<DecodeAnswer> DecodeAsync(DecodeRequest request, FileInChild file, CancellationToken cancellationToken)
    {
        var (verb, argument) = request.Name.Split(':', 2) is [var first, var second] ? (first, second) : (request.Name, "");
        return verb switch
        {
            "hash" => Hash(file),
            "path" => Said(await File.ReadAllTextAsync(file.GetPath(), cancellationToken)),
            "busy" => await HangAsync(argument, CancellationToken.None),
            "wait" => await HangAsync(argument, cancellationToken),
            "signal" => await SignalAsync(int.Parse(argument, CultureInfo.InvariantCulture)),
            "stray-pointer" => Said(MeasureText(8).ToString(CultureInfo.InvariantCulture)),
            "fail-fast" => FailFast(),
            "eat" => await EatAsync(int.Parse(argument, CultureInfo.InvariantCulture)),
            "tool" => Said((await ToolProcess.RunAsync(new ToolCommand("sh", ["-c", argument]), cancellationToken)).ExitCode.ToString(CultureInfo.InvariantCulture)),
            "exhaust" => Exhaust(),
            "noise" => Noise(),
            "huge" => Hash(file) with { Renditions = [new Rendition("preview", "image/jpeg", 1, 1, new byte[65 * MegaByte])] },
            "throw" => throw new InvalidDataException("the header says 3, the data 4"),
            "connect" => Said(await TryAsync(() => ConnectAsync(int.Parse(argument, CultureInfo.InvariantCulture)))),
            "read" => Said(await TryAsync(() => File.ReadAllBytesAsync(argument))),
            "list" => Said(string.Join(' ', Directory.EnumerateFileSystemEntries(argument).Select(Path.GetFileName).Order(StringComparer.Ordinal))),
            "write" => Said(await TryAsync(() => File.WriteAllBytesAsync(argument, [1]))),
            "variables" => Said(string.Join(' ', Environment.GetEnvironmentVariables().Keys.Cast<string>())),
            _ => throw new NotSupportedException(request.Name),
        };
    }

    private static DecodeAnswer Said(string text) => new() { Sniffed = new Sniffed(text, "text/plain", AssetKind.Other) };

    /// <summary>The hash says that the bytes arrived; the last ones go back as a picture.</summary>
    private static DecodeAnswer Hash(FileInChild file)
    {
        using var stream = file.Open();
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        byte[] end = file.Content is { } content ? content[^Math.Min(1000, content.Length)..].ToArray() : [];
        return Said(hash) with
        {
            Facts = new InheritedFacts { Format = file.Content is null ? "bound" : "sent", Mime = "x/x", Bytes = file.Length },
            Renditions = [new Rendition("preview", "image/jpeg", 3, 2, end), new Rendition("thumbnail", "image/jpeg", 1, 1, [7])],
            Problems = [new Problem("metadata", "odd", "Ungültig: 写真 \ud800 \0")],
            Milliseconds = new Dictionary<string, double> { ["metadata"] = double.NaN },
        };
    }

    private static async Task<DecodeAnswer> HangAsync(string fifo, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(fifo, "busy\n", CancellationToken.None);
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return Said("");
    }

    private static async Task<DecodeAnswer> SignalAsync(int number)
    {
        _ = SendSignal(Environment.ProcessId, number);
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
        return Said("");
    }

    private static DecodeAnswer FailFast()
    {
        Environment.FailFast("the picture was cursed");
        return Said("");
    }

    private static async Task<DecodeAnswer> EatAsync(int megabytes)
    {
        unsafe
        {
            NativeMemory.Fill(NativeMemory.Alloc((nuint)megabytes * MegaByte), (nuint)megabytes * MegaByte, 1);
        }

        await Task.Delay(Timeout.Infinite, CancellationToken.None);
        return Said("");
    }

    private static DecodeAnswer Exhaust()
    {
        var kept = new List<byte[]>();
        while (true)
        {
            kept.Add(GC.AllocateUninitializedArray<byte>(MegaByte));
        }
    }

    private static DecodeAnswer Noise()
    {
        var line = new string('x', 1000);
        for (var i = 0; i < 1000; i++)
        {
            Console.WriteLine(line);
            Console.Error.WriteLine(line);
        }

        return Said("said it all");
    }

    private static async Task ConnectAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
    }

    private static async Task<string> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return "done";
        }
        catch (Exception problem)
        {
            return problem.GetType().Name;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);

    // A wild pointer in native code: what a broken decoder does.
    [LibraryImport("libc", EntryPoint = "strlen")]
    private static partial nint MeasureText(nint address);
}
