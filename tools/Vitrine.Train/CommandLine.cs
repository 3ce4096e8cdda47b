using System.Globalization;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Train.Extraction;
using Vitrine.Train.Fitting;
using Vitrine.Train.Reports;

namespace Vitrine.Train;

/// <summary>The three commands of the trainer; <c>SOURCES.md</c> beside it shows them in use.</summary>
internal static class CommandLine
{
    private const string Usage = """
        Vitrine.Train extract --pictures NAME=DIR… --models DIR --resnet DIR --out FILE [--views N] [--threads N]
            runs ResNet-18 and both teachers over the pictures; goes on where it was cut off
        Vitrine.Train fit --cache FILE --out HEAD
            fits the layer, rounds it to bytes and prints the report
        Vitrine.Train report --cache FILE --head HEAD
            prints agreement with the teachers and accuracy on Caltech-101, held-out pictures only
        """;

    public static int Run(string[] args)
    {
        if (args.Length == 0 || !Parse(args[1..], out var options))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        switch (args[0])
        {
            case "extract":
                var (models, resNet) = (One(options, "models"), One(options, "resnet"));
                Extract.Run(
                    [.. options["pictures"].Select(Named)], () => new Networks(models, resNet), One(options, "out"), Number(options, "views", 1), Number(options, "threads", 2));
                return 0;
            case "fit":
                var set = TrainingSet.Load(One(options, "cache"));
                using (var file = File.Create(One(options, "out")))
                {
                    Fit.Run(set).Save(file);
                }

                PrintReport(set, One(options, "out"));
                return 0;
            case "report":
                PrintReport(TrainingSet.Load(One(options, "cache")), One(options, "head"));
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static void PrintReport(TrainingSet set, string headFile)
    {
        using var file = File.OpenRead(headFile);
        Report.Print(set, DistilledHead.Load(file), file.Length);
    }

    private static bool Parse(string[] args, out Dictionary<string, List<string>> options)
    {
        options = [];
        List<string>? current = null;
        foreach (var arg in args)
        {
            if (arg.StartsWith("--", StringComparison.Ordinal))
            {
                options[arg[2..]] = current = [];
            }
            else if (current is null)
            {
                return false;
            }
            else
            {
                current.Add(arg);
            }
        }

        return true;
    }

    private static string One(Dictionary<string, List<string>> options, string name) =>
        options.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : throw new ArgumentException($"--{name} takes one value");

    private static int Number(Dictionary<string, List<string>> options, string name, int otherwise) =>
        options.ContainsKey(name) ? int.Parse(One(options, name), CultureInfo.InvariantCulture) : otherwise;

    private static (string Name, string Folder) Named(string value) =>
        value.Split('=', 2) is [var name, var folder] ? (name, folder) : throw new ArgumentException($"'{value}' is not NAME=FOLDER");
}
