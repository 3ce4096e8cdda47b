using NetVips;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;
using Vitrine.Media.Kinds;

namespace Vitrine.Eval.Looks;

/// <summary>Values whose truth is made: pictures that we blur, darken, lighten, grey or crop ourselves by known amounts.</summary>
internal sealed partial class LooksEval
{
    private static readonly double[] Sigmas = [0, 1, 2, 4];

    /// <summary>Below this a picture is called blurred in the figures here; the analyzer itself only gives the number.</summary>
    private const float Blurred = 0.52f;

    private async Task MadeAsync()
    {
        // Photographs that are taken for sharp, of normal exposure and coloured.
        var photos = Labels.Read("looks-media.tsv").Where(l => l.Values[0] == "photo" && l.ForTest == test).Select(l => l.Picture).ToList();
        var (sharpness, exposure, grey, shape) = (new List<float[]>(), new List<(string, string)>(), new List<(string, string)>(), new List<(string, string)>());
        var (transparency, palettes) = (new List<(string, string)>(), new List<(double, double)>());
        foreach (var photo in photos)
        {
            using var image = await data.DecodeAsync(photo);
            sharpness.Add([.. Sigmas.Select(s => Number(Analyze(SharedData.Preview(s == 0 ? image.Copy() : image.Gaussblur(s, minAmpl: 0.02))), "sharpness"))]);
            if (photo.Contains("/clothing/", StringComparison.Ordinal) || photo.Contains("/coco/", StringComparison.Ordinal))
            {
                exposure.Add(("normal", One(Analyze(SharedData.Preview(image.Copy())), "exposure")));
                exposure.Add(("dark", One(Analyze(SharedData.Preview(Expose(image, -3))), "exposure")));
                exposure.Add(("bright", One(Analyze(SharedData.Preview(Expose(image, 2.5))), "exposure")));
                Tell(exposure[^3].Item2 != "normal" || exposure[^2].Item2 != "dark" || exposure[^1].Item2 != "bright", $"{photo}: {exposure[^3]} {exposure[^2]} {exposure[^1]}");
            }

            grey.Add(("false", One(Analyze(SharedData.Preview(image.Copy())), "black-and-white")));
            grey.Add(("true", One(Analyze(SharedData.Preview(image.Colourspace(Enums.Interpretation.Bw).Colourspace(Enums.Interpretation.Srgb))), "black-and-white")));
            Tell(grey[^1].Item2 != "true" || grey[^2].Item2 != "false", $"{photo}: {grey[^2]} {grey[^1]}");
            shape.AddRange(Shapes(image));
            transparency.AddRange(Transparencies(image));
            Tell(transparency[^1].Item2 != "true" || transparency[^2].Item2 != "false", $"{photo}: {transparency[^2]} {transparency[^1]}");
            var preview = SharedData.Preview(image.Copy());
            palettes.Add(PaletteEval.Compare(preview, Values(Analyze(preview), "palette"), seed: palettes.Count));
        }

        await PrintCostAsync(photos[0]);
        PrintSharpness(sharpness);
        Print("exposure (as taken, −3 and +2.5 stops in linear light)", exposure);
        Print("black-and-white (as taken and without colour)", grey);
        Print("transparency (PNG without alpha, with opaque alpha, with a cut-out corner of a tenth of the width)", transparency);
        PaletteEval.Print(palettes);
        Print("orientation (cropped to 3:4, 4:3, 1:1, 5:2)", shape);
    }

    /// <summary>Processor time for a preview of the largest size, so that a busy machine does not count.</summary>
    private async Task PrintCostAsync(string photo)
    {
        const int runs = 40;
        using var image = await data.DecodeAsync(photo);
        var preview = SharedData.Preview(image.Resize(1600.0 / Math.Max(image.Width, image.Height)));
        Analyze(preview);
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < runs; i++)
        {
            Analyze(preview);
        }

        Console.WriteLine($"- cost: {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds / runs:F1} ms of processor time for {preview.Width} × {preview.Height}, mean of {runs}");
    }

    private static void PrintSharpness(List<float[]> series)
    {
        var ordered = series.Sum(s => Enumerable.Range(1, s.Length - 1).Count(i => s[i] < s[i - 1]));
        Console.WriteLine($"- sharpness: less after every step of blur (σ {string.Join(", ", Sigmas)} px) {new Share(ordered, series.Count * (Sigmas.Length - 1))}; "
            + $"medians {string.Join(", ", Enumerable.Range(0, Sigmas.Length).Select(i => series.Select(s => s[i]).Order().ElementAt(series.Count / 2).ToString("F2", System.Globalization.CultureInfo.InvariantCulture)))}");
        Console.WriteLine($"  - under {Blurred} means blurred: σ 0 not blurred {new Share(series.Count(s => s[0] >= Blurred), series.Count)}, "
            + $"σ 2 blurred {new Share(series.Count(s => s[2] < Blurred), series.Count)}, σ 4 blurred {new Share(series.Count(s => s[3] < Blurred), series.Count)}");
    }

    /// <summary>Multiplies linear light by 2^stops and clips.</summary>
    private static Image Expose(Image image, double stops)
    {
        using var linear = image.Colourspace(Enums.Interpretation.Scrgb);
        using var changed = linear * Math.Pow(2, stops);
        using var srgb = changed.Copy(interpretation: Enums.Interpretation.Scrgb).Colourspace(Enums.Interpretation.Srgb);
        return srgb.Cast(Enums.BandFormat.Uchar).CopyMemory();
    }

    /// <summary>Through the product's own decoding, because that is what tells.</summary>
    private IEnumerable<(string, string)> Transparencies(Image image)
    {
        using var opaque = image.Bandjoin(255);
        using var hole = (Image.Black(image.Width / 10, image.Height / 10) + 40).Cast(Enums.BandFormat.Uchar);
        using var alpha = opaque[opaque.Bands - 1].Insert(hole, 0, 0);
        using var cut = image.Bandjoin(alpha);
        foreach (var (wanted, made) in new[] { ("false", image), ("false", opaque), ("true", cut) })
        {
            yield return (wanted, One(Analyze(MediaDecoder.DecodeUpright(made.PngsaveBuffer(compression: 1), SharedData.LongestSide)), "transparency"));
        }
    }

    private IEnumerable<(string, string)> Shapes(Image image)
    {
        foreach (var (wanted, across, down) in new[] { ("portrait", 3, 4), ("landscape", 4, 3), ("square", 1, 1), ("panorama", 5, 2) })
        {
            var unit = Math.Min(image.Width / across, image.Height / down);
            yield return (wanted, One(Analyze(SharedData.Preview(image.Crop(0, 0, unit * across, unit * down))), "orientation"));
        }
    }
}
