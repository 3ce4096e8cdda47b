using Vitrine.Eval.Looks;
using Vitrine.Eval.Pictures;

namespace Vitrine.Eval;

/// <summary>What can be measured; every line printed names its n and interval.</summary>
internal static class CommandLine
{
    private const string Usage = """
        Vitrine.Eval looks [--fit] [--verbose] [--only colours|backgrounds|media|made] [--textures] --shared DIR [--caltech DIR]
            the looks analyzer against labelled and made pictures; --fit prints the half that thresholds are chosen on,
            --textures the numbers behind the medium
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0 || Option(args, "--shared") is not { } shared)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var data = new SharedData(shared, Option(args, "--caltech"));
        switch (args[0])
        {
            case "looks":
                using (var looks = new LooksEval(data, test: !args.Contains("--fit"), args.Contains("--verbose"), Option(args, "--only")))
                {
                    await (args.Contains("--textures") ? looks.TexturesAsync() : looks.RunAsync());
                }

                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
}
