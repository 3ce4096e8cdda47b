using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Duplicates;

namespace Vitrine.Server.Search.Examples;

/// <summary>What somebody searches like: an asset or an uploaded picture by its id, or a picture's address; all of it or a part.</summary>
/// <param name="Weight">Beside other examples; below 0: not like this.</param>
internal sealed record Example(string? Id, string? Address, Box? Box, double Weight)
{
    private const int Digits = 4;
    private const float Smallest = 0.01f;
    private const double LeastWeight = 0.001;

    /// <summary>Each is fetched, and waited for.</summary>
    private const int MostAddresses = 3;

    /// <summary>As the query language names it: the id, and behind an @ the left edge, top, width and height of a part. What is no such text is an id that nothing has.</summary>
    public static Example Read(string text, double weight)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var id = (at < 0 ? text : text[..at]).Trim().ToLowerInvariant();
        if (at < 0)
        {
            return new Example(id, null, null, weight);
        }

        var parts = text[(at + 1)..].Split(',', StringSplitOptions.TrimEntries);
        var numbers = new float[4];
        return parts.Length == 4 && parts.Select((part, i) => float.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out numbers[i])).All(read => read)
            && new Box(numbers[0], numbers[1], numbers[2], numbers[3]) is var box && IsPart(box) ? new Example(id, null, box, weight) : new Example(text, null, null, weight);
    }

    /// <summary>What <see cref="Read"/> reads.</summary>
    public string Text => Box is { } box
        ? string.Create(CultureInfo.InvariantCulture, $"{Id}@{Math.Round(box.X, Digits)},{Math.Round(box.Y, Digits)},{Math.Round(box.Width, Digits)},{Math.Round(box.Height, Digits)}")
        : Id ?? "";

    /// <summary>Whether a box lies in a picture, and is large enough to show something.</summary>
    public static bool IsPart(Box box) => box is { X: >= 0, Y: >= 0, Width: >= Smallest, Height: >= Smallest } && box.X + box.Width <= 1.001f && box.Y + box.Height <= 1.001f;

    /// <summary>The examples of a request, or what is wrong with them.</summary>
    public static (IReadOnlyList<Example> Examples, QueryProblem? Problem) Of(IReadOnlyList<SimilarTo>? asked)
    {
        var examples = new List<Example>();
        foreach (var (one, i) in (asked ?? []).Select((one, i) => (one, i)))
        {
            if (Wrong(one) is { } wrong)
            {
                return ([], wrong with { At = $"/similar/{i}" });
            }

            examples.Add(new Example(
                one.AssetId ?? one.UploadId, one.Url, one.Box is [var x, var y, var width, var height] ? new Box((float)x, (float)y, (float)width, (float)height) : null, one.Weight ?? 1));
        }

        if (examples.Count(example => example.Address is not null) > MostAddresses)
        {
            return ([], new QueryProblem($"At most {MostAddresses} examples by their addresses.", 0, "fewer urls", null) { At = "/similar" });
        }

        return examples.Count > 0 && examples.TrueForAll(example => example.Weight < 0)
            ? ([], new QueryProblem("An example to be unlike needs another one to be like.", 0, "an example with a weight above 0", null) { At = "/similar" })
            : (examples, null);
    }

    private static QueryProblem? Wrong(SimilarTo? one) =>
        one is null || (one.AssetId is null ? 0 : 1) + (one.UploadId is null ? 0 : 1) + (one.Url is null ? 0 : 1) != 1
            ? new QueryProblem("An example has an assetId, an uploadId or a url.", 0, "one of assetId, uploadId and url", null)
        : (one.AssetId ?? one.UploadId) is { } id && !PublicId.TryParse(id, out _) ? new QueryProblem($"'{SearchFields.Shown(id)}' is no id.", 0, "an id of 24 hex digits", null)
        : one.Span is not null ? new QueryProblem("Moments of videos are not searched yet: an example has no span.", 0, "no span", null)
        : one.Box is { } box && (box.Count != 4 || !box.All(double.IsFinite) || !IsPart(new Box((float)box[0], (float)box[1], (float)box[2], (float)box[3])))
            ? new QueryProblem("box is [left, top, width, height] in fractions of the picture, each from 0 to 1.", 0, "[0.25, 0.1, 0.5, 0.5]", null)
        : one.Weight is { } weight && !(double.IsFinite(weight) && Math.Abs(weight) is >= LeastWeight and <= 10) ? new QueryProblem("weight is a number from 0.001 to 10, or from -10 to -0.001.", 0, "a number from -10 to 10, and not 0", null)
        : null;
}

/// <summary>A picture to search like, as it was looked at.</summary>
/// <param name="Model">Whose features they are.</param>
/// <param name="Asset">The key of the asset whose picture it is, or is a part of: nobody looks for what is in front of them. Null for a picture of no asset.</param>
/// <param name="Sha256">Of the file; null for a part.</param>
/// <param name="Likeness">What copies of it are told by; null for a part, and where no fingerprint was taken.</param>
internal sealed record ExamplePicture(string Model, Int8Vector Vector, double Weight, long? Asset, byte[]? Sha256, Likeness? Likeness);
