using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Vitrine.Benchmarks.Running;
using Vitrine.Contracts;
using Vitrine.Media.Tools;

namespace Vitrine.Benchmarks.FirstStart;

/// <summary>Starts an installed clone again and again and measures until it answers; run by itself inside a network namespace.</summary>
internal static class OfflineStart
{
    public const string Verb = "offline-start";

    private const int Times = 3;

    /// <summary>Prints the seconds of each start.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // A new namespace's loopback interface is down; where this is none, nothing changes.
        await ToolProcess.RunAsync(new ToolCommand("ip", ["link", "set", "lo", "up"]), CancellationToken.None);
        for (var i = 0; i < Times; i++)
        {
            var seconds = await OnceAsync(arguments[0], arguments[1]);
            Console.Write(seconds.ToString(CultureInfo.InvariantCulture) + " ");
        }

        return 0;
    }

    private static async Task<double> OnceAsync(string code, string data)
    {
        var announced = Path.Combine(data, "server.txt");
        File.Delete(announced);
        using var ending = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var run = ToolProcess.RunAsync(
            new ToolCommand(Path.Combine(code, "vitrine"), ["serve", "--port", "0"]) { WorkingDirectory = code, Environment = PassedEnvironment.With(), Limit = TimeSpan.FromMinutes(2) }, ending.Token);
        while (!await AnswersAsync(announced, data))
        {
            if (run.IsCompleted)
            {
                throw new BenchmarkException("The second start ended: " + (await run).Errors);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), ending.Token);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        await StopAsync(announced, run, ending);
        return seconds;
    }

    private static async Task<bool> AnswersAsync(string announced, string data)
    {
        if (!File.Exists(announced))
        {
            return false;
        }

        try
        {
            using var http = await BenchServer.ConnectAsync(data, (await File.ReadAllLinesAsync(announced))[0]);
            return (await new VitrineClient(http).StatusAsync()).Product == "Vitrine";
        }
        catch (Exception error) when (error is HttpRequestException or SocketException)
        {
            return false;
        }
    }

    /// <summary>The server ends as told; the command line follows.</summary>
    private static async Task StopAsync(string announced, Task<ToolResult> run, CancellationTokenSource ending)
    {
        var pid = (await File.ReadAllLinesAsync(announced))[1];
        await ToolProcess.RunAsync(new ToolCommand("kill", ["-TERM", pid]), CancellationToken.None);
        await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(20)));
        await ending.CancelAsync();
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // It did not listen and was killed.
        }
    }
}
