using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vitrine.Core.Search.Vectors;
using Vitrine.Media.Analyzers.Detect;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Analyzers.Embed;

/// <summary>Vectors that CLIP's text half gave for names of classes (512 components), stored as pictures' vectors are: a name finds itself in other lists, and words of one meaning each other.</summary>
public sealed class ClipVectorTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public void Nearest_SameNameInOtherLists_IsItself()
    {
        var lvis = Lvis();
        var objects = Vectors("o365_clip_a+cnamefix.npy", [.. File.ReadAllLines(SharedFolder.Path("models", "clip-text", "Objects365_names_fix.csv")).Select(line => Plain(line.Split(',')[1]))]);
        var coco = Vectors("coco_clip_a+cname.npy", CocoNames.All);
        Assert.Equal((1203, 365, 80), (lvis.Count, objects.Count, coco.Count));
        Assert.True(Found(coco, lvis) is { Of: >= 50, Share: >= 0.98 });
        Assert.True(Found(coco, objects) is { Of: >= 50, Share: >= 0.98 });
        Assert.True(Found(objects, lvis) is { Of: >= 100, Share: >= 0.95 });
    }

    [Theory]
    [InlineData("couch", "sofa")]
    [InlineData("cell phone", "cellular telephone")]
    [InlineData("tv", "television set")]
    [InlineData("donut", "doughnut")]
    [InlineData("hair drier", "hair dryer")]
    [InlineData("potted plant", "flowerpot")]
    public void Nearest_OtherWordForTheSame_IsAmongTheFirstThree(string word, string meant)
    {
        var coco = Vectors("coco_clip_a+cname.npy", CocoNames.All);
        var lvis = Lvis();
        Assert.Contains(meant, Nearest(coco.First(one => one.Name == word).Vector, Space(lvis), lvis, 3));
    }

    private static (int Of, double Share) Found(IReadOnlyList<(string Name, float[] Vector)> from, IReadOnlyList<(string Name, float[] Vector)> among)
    {
        var shared = from.Where(one => among.Any(other => other.Name == one.Name)).ToArray();
        var space = Space(among);
        return (shared.Length, shared.Count(one => Nearest(one.Vector, space, among, 1)[0] == one.Name) / (double)shared.Length);
    }

    /// <summary>As the server searches: one byte a component.</summary>
    private static VectorSpace Space(IReadOnlyList<(string Name, float[] Vector)> among)
    {
        var space = new VectorSpace(among[0].Vector.Length);
        foreach (var (_, vector) in among)
        {
            var back = new float[vector.Length];
            Int8Vector.Quantise(vector).CopyTo(back);
            space.Add(back);
        }

        return space;
    }

    private static string[] Nearest(float[] direction, VectorSpace space, IReadOnlyList<(string Name, float[] Vector)> among, int count)
    {
        var all = Enumerable.Repeat(ulong.MaxValue, (among.Count + 63) / 64).ToArray();
        all[^1] = among.Count % 64 == 0 ? ulong.MaxValue : (1UL << (among.Count % 64)) - 1;
        return [.. space.Current.Search(VectorQuery.Like(direction), count, AllowedRows.Only(all), 1, Ending).Select(hit => among[hit.Row].Name)];
    }

    private static IReadOnlyList<(string Name, float[] Vector)> Lvis()
    {
        using var info = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("models", "clip-text", "lvis_v1_train_cat_info.json")));
        return Vectors("lvis_v1_clip_a+cname.npy", [.. info.RootElement.EnumerateArray().OrderBy(row => row.GetProperty("id").GetInt32()).Select(row => Plain(row.GetProperty("name").GetString()!))]);
    }

    private static string Plain(string name) => name.Replace('_', ' ').Trim().ToLowerInvariant();

    /// <summary>A matrix of numpy's format 1.0 in half precision, a row for each name.</summary>
    private static IReadOnlyList<(string Name, float[] Vector)> Vectors(string file, IReadOnlyList<string> names)
    {
        var bytes = File.ReadAllBytes(SharedFolder.Path("models", "clip-text", file));
        var start = 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        var heading = Encoding.ASCII.GetString(bytes, 10, start - 10);
        Assert.Contains("'<f2'", heading, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"({names.Count}, 512)"), heading, StringComparison.Ordinal);
        return [.. names.Select((name, row) => (name, Enumerable.Range(0, 512).Select(i => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(start + (((row * 512) + i) * 2)))).ToArray()))];
    }
}
