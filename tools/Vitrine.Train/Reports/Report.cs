using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Train.Extraction;
using Vitrine.Train.Fitting;

namespace Vitrine.Train.Reports;

/// <summary>What the layer is worth on pictures that no fit saw, whole pictures only.</summary>
internal static class Report
{
    private delegate void Logits(int row, Span<float> logits);

    public static void Print(TrainingSet set, DistilledHead head, long bytes)
    {
        Console.WriteLine($"layer: {head.Features} features, {head.Classes} classes, {bytes} bytes");
        Console.WriteLine("pictures fitted on: " + string.Join(", ", set.Keys.Where(k => k.View == 0 && TrainingSet.PartOf(k) != Part.HeldOut)
            .GroupBy(k => k.Set).Select(g => $"{g.Key} {g.Count()}")));
        Console.WriteLine($"views fitted on: {set.Keys.Count(k => TrainingSet.PartOf(k) != Part.HeldOut)}");
        PrintAgreement(set, head);
        PrintCaltech(set, head);
    }

    private static void PrintAgreement(TrainingSet set, DistilledHead head)
    {
        Console.WriteLine();
        Console.WriteLine("Agreement with the teachers' averaged answer, held-out pictures, all 1,000 classes (Wilson 95 %)");
        Console.WriteLine("| set | top-1 | top-5 |");
        Console.WriteLine("|---|---|---|");
        var rows = set.Rows(k => k.View == 0 && TrainingSet.PartOf(k) == Part.HeldOut);
        foreach (var group in rows.GroupBy(r => set.Keys[r].Set).Append(rows.GroupBy(_ => "all").Single()))
        {
            var found = Agreement.Measure(set, [.. group], head);
            Console.WriteLine($"| {group.Key} | {new Share(found.First, found.Count)} | {new Share(found.Five, found.Count)} |");
        }
    }

    private static void PrintCaltech(TrainingSet set, DistilledHead head)
    {
        var classes = CaltechClasses.Read();
        var rows = set.Rows(k => k.Set == "caltech101" && k.View == 0 && TrainingSet.PartOf(k) == Part.HeldOut && classes.ContainsKey(Folder(k)));
        Console.WriteLine();
        Console.WriteLine($"Caltech-101's own labels, held-out pictures of the {classes.Count} folders that have an ImageNet class");
        Console.WriteLine("| classifier | top-1 | top-5 |");
        Console.WriteLine("|---|---|---|");
        PrintCaltech(set, classes, rows, "starter alone: ResNet-18 + distilled layer", (row, logits) => head.Apply(set.Features(row), logits));
        PrintCaltech(set, classes, rows, "MobileNetV2", (row, logits) => Copy(set, row, 0, logits));
        PrintCaltech(set, classes, rows, "EfficientNet-Lite2", (row, logits) => Copy(set, row, 1, logits));
        PrintCaltech(set, classes, rows, "both teachers averaged", (row, logits) => set.Target(row, logits));
    }

    private static void PrintCaltech(TrainingSet set, IReadOnlyDictionary<string, int[]> classes, int[] rows, string name, Logits look)
    {
        var (first, five, logits) = (0, 0, new float[FeatureCache.Classes]);
        foreach (var row in rows)
        {
            look(row, logits);
            var rank = classes[Folder(set.Keys[row])].Min(c => Agreement.Rank(logits, c));
            first += rank == 0 ? 1 : 0;
            five += rank < 5 ? 1 : 0;
        }

        Console.WriteLine($"| {name} | {new Share(first, rows.Length)} | {new Share(five, rows.Length)} |");
    }

    private static void Copy(TrainingSet set, int row, int teacher, Span<float> logits)
    {
        var source = set.Teacher(row, teacher);
        for (var c = 0; c < logits.Length; c++)
        {
            logits[c] = (float)source[c];
        }
    }

    private static string Folder(CacheKey key) => key.Path.Split('/')[0];
}
