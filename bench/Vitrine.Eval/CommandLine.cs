using Vitrine.Contracts;
using Vitrine.Core.Tagging;
using Vitrine.Eval.Counts;
using Vitrine.Eval.Duplicates;
using Vitrine.Eval.Examples;
using Vitrine.Eval.Looks;
using Vitrine.Eval.Meanings;
using Vitrine.Eval.Metadata;
using Vitrine.Eval.Models;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Queries;
using Vitrine.Eval.Tags;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Eval;

/// <summary>What can be measured; every line printed names its n and interval.</summary>
internal static class CommandLine
{
    private const string Usage = """
        Vitrine.Eval looks [--fit] [--verbose] [--only colours|backgrounds|media|made] [--textures] --shared DIR [--caltech DIR]
            the looks analyzer against labelled and made pictures; --fit prints the half that thresholds are chosen on,
            --textures the numbers behind the medium
        Vitrine.Eval metadata --shared DIR
            how far reading metadata agrees with exiftool over the corpus, and why not where it does not
        Vitrine.Eval see --shared DIR [--caltech DIR] --stores DIR --models DIR --seen FILE [--side starter|better]
            runs the product's analyzers over the labelled pictures once per set of models; goes on where it was cut off
        Vitrine.Eval expected --shared DIR --stores DIR
            each analyzer against the reference outputs of the models (after see, which installs them)
        Vitrine.Eval tags --shared DIR --seen FILE [--calibration FILE] [--mistakes starter|better]
            first tag, coverage and reliability, starter alone and with better models; --mistakes lists wrong tags of the calibration half
        Vitrine.Eval calibrate --shared DIR --seen FILE --out FILE
            fits the calibration on its half of the pictures and writes it
        Vitrine.Eval duplicates --shared DIR [--out FILE]
            edited pictures found by perceptual hash alone and with pictures laid over each other, and pairs that are none; --out writes it as well
        Vitrine.Eval examples --shared DIR [--stores DIR] [--out FILE]
            pictures of the same thing found by the features of one of them, and the bands of such results
        Vitrine.Eval captions --shared DIR --stores DIR [--out FILE]
            captions of photographs find their own picture by the meaning of what models saw
        Vitrine.Eval names --shared DIR --caltech DIR --stores DIR [--out FILE]
            names of what no model has a label for find pictures of it
        Vitrine.Eval counts --shared DIR --stores DIR [--out FILE]
            how often detectors count what is in photographs as people do
        Vitrine.Eval meanings --shared DIR --stores DIR [--out FILE]
            from which cosine on pictures show what a sentence means, on the half of the judged queries that is for fitting
        Vitrine.Eval queries --server URL --token FILE [--out FILE]
            judged queries, and things that are in no picture, asked of a server whose library is corpus/photos
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.FirstOrDefault() == "queries")
        {
            return await QueriesAsync(args);
        }

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
            case "see":
                var stores = Need(args, "--stores");
                await new See(data, Path.Combine(stores, "starter"), Path.Combine(stores, "better"), Need(args, "--models")).RunAsync(Need(args, "--seen"), Option(args, "--side"));
                return 0;
            case "tags":
                var tags = new TagsEval(Seen(args), Option(args, "--calibration") is { } own ? Calibration.Parse(await File.ReadAllBytesAsync(own)) : Calibration.Default);
                if (Option(args, "--mistakes") is { } side)
                {
                    tags.Mistakes(side);
                }
                else
                {
                    tags.Run();
                }

                return 0;
            case "calibrate":
                await File.WriteAllTextAsync(Need(args, "--out"), new Calibrate(Seen(args)).Run());
                return 0;
            case "metadata":
                MetadataEval.Run(shared);
                return 0;
            case "duplicates":
                var near = await NearPictures.ReadAsync(data, new Dictionary<string, IClassifier>());
                await TellAsync(args, new DuplicatesEval(near).Run() + new SketchesEval(near).Run());
                return 0;
            case "examples":
                await TellAsync(args, new ExamplesEval(await PicturesAsync(data, Option(args, "--stores"))).Run());
                return 0;
            case "captions":
                await TellAsync(args, await new CaptionsEval(data, Need(args, "--stores")).RunAsync());
                return 0;
            case "names":
                await TellAsync(args, await new ClassNamesEval(data, Need(args, "--stores")).RunAsync());
                return 0;
            case "counts":
                await TellAsync(args, await new CountsEval(data, Need(args, "--stores")).RunAsync());
                return 0;
            case "meanings":
                await TellAsync(args, await new MeaningsEval(data, Need(args, "--stores")).RunAsync());
                return 0;
            case "expected":
                await new ExpectedEval(data, Need(args, "--stores")).RunAsync();
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static async Task<int> QueriesAsync(string[] args)
    {
#pragma warning disable RS0030 // The evaluation talks to the server that it is told to judge, and to nobody else.
        using var http = new HttpClient { BaseAddress = new Uri(Need(args, "--server").TrimEnd('/') + "/") };
#pragma warning restore RS0030
        var client = new VitrineClient(http);
        client.UseToken((await File.ReadAllTextAsync(Need(args, "--token"))).Trim());
        await TellAsync(args, await new QueriesEval(client).RunAsync());
        return 0;
    }

    /// <summary>Prints what was found and, where a file is named, writes it there.</summary>
    private static async Task TellAsync(string[] args, string found)
    {
        Console.Write(found);
        if (Option(args, "--out") is { } file)
        {
            await File.WriteAllTextAsync(file, found);
        }
    }

    private static async Task<IReadOnlyList<NearPicture>> PicturesAsync(SharedData data, string? stores)
    {
        var loaded = new LoadedModels(threads: 1);
        var models = Path.Combine(data.Root, "models", "classify");
        var classifiers = new Dictionary<string, IClassifier>
        {
            ["efficientnet-lite2"] = ImageNetNetwork.EfficientNetLite2(Path.Combine(models, "efficientnet_lite2.onnx"), loaded),
            ["mobilenet-v2"] = ImageNetNetwork.MobileNetV2(Path.Combine(models, "mobilenet_v2_1.0_224.onnx"), loaded),
        };
        if (stores is not null)
        {
            var starter = new PackStore(Path.Combine(stores, "starter"));
            classifiers["resnet18-distilled"] = AnalyzerCatalog.Classifier(starter, starter.Catalog.FindModel("resnet18-distilled")!, loaded);
        }

        var pictures = await NearPictures.ReadAsync(data, classifiers);
        foreach (var classifier in classifiers.Values)
        {
            classifier.Dispose();
        }

        return pictures;
    }

    private static IReadOnlyList<SeenPicture> Seen(string[] args) => [.. File.ReadLines(Need(args, "--seen")).Select(SeenPicture.Parse)];

    private static string Need(string[] args, string name) => Option(args, name) ?? throw new ArgumentException($"{name} is needed");

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
}
