using Vitrine.Eval.Pictures;
using Vitrine.Train.Extraction;

namespace Vitrine.Train.Fitting;

/// <summary>Which pictures a fit may see. Decided by the picture's bytes alone, so that every view of a picture and every copy of it fall in the same part.</summary>
internal enum Part
{
    Fit,

    /// <summary>Part of the fit for the final layer; held out while λ is chosen.</summary>
    Choose,

    /// <summary>Never fitted on: figures come from these pictures only.</summary>
    HeldOut,
}

/// <summary>Features and teachers of the cached views, teachers averaged: mean of the natural log-probabilities, each floored, centred per view.</summary>
internal sealed class TrainingSet
{
    /// <summary>A higher floor costs accuracy: the far tail of the teachers' answers carries what classes have in common.</summary>
    public const float Floor = 1e-7f;

    private readonly float[] features;
    private readonly Half[] teachers;

    private TrainingSet(IReadOnlyList<CacheKey> keys, float[] features, Half[] teachers) =>
        (Keys, this.features, this.teachers) = (keys, features, teachers);

    public IReadOnlyList<CacheKey> Keys { get; }

    public static TrainingSet Load(string file)
    {
        var (keys, features, teachers) = FeatureCache.ReadAll(file);
        return new TrainingSet(keys, features, teachers);
    }

    /// <summary>Half of the corpus and a fifth of every other set are held out.</summary>
    public static Part PartOf(CacheKey key) =>
        HeldOut.FromLayer(key.Set, key.Hash) ? Part.HeldOut : HeldOut.ForChoosing(key.Hash) ? Part.Choose : Part.Fit;

    public int[] Rows(Func<CacheKey, bool> wanted) => [.. Enumerable.Range(0, Keys.Count).Where(i => wanted(Keys[i]))];

    public ReadOnlySpan<float> Features(int row) => features.AsSpan(row * FeatureCache.Features, FeatureCache.Features);

    /// <summary>Log-probabilities of one teacher (0 = MobileNetV2, 1 = EfficientNet-Lite2), not centred.</summary>
    public ReadOnlySpan<Half> Teacher(int row, int teacher) =>
        teachers.AsSpan(((row * 2) + teacher) * FeatureCache.Classes, FeatureCache.Classes);

    /// <summary>What the layer is to learn for one view: 1,000 numbers of mean 0.</summary>
    public void Target(int row, Span<float> target)
    {
        var floor = MathF.Log(Floor);
        var one = Teacher(row, 0);
        var two = Teacher(row, 1);
        var sum = 0.0;
        for (var c = 0; c < target.Length; c++)
        {
            target[c] = (MathF.Max((float)one[c], floor) + MathF.Max((float)two[c], floor)) / 2;
            sum += target[c];
        }

        System.Numerics.Tensors.TensorPrimitives.Subtract(target, (float)(sum / target.Length), target);
    }
}
