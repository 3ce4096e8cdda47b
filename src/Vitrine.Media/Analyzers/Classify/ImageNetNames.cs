namespace Vitrine.Media.Analyzers.Classify;

/// <summary>The 1,000 classes of ImageNet's challenge in their usual order, with their WordNet names.</summary>
public static class ImageNetNames
{
    /// <summary>Classes without a background class.</summary>
    public const int Count = 1000;

    private static readonly string[] Lines = Read();

    /// <summary>The finding's label of class <paramref name="index"/> (0…999): <c>imagenet/294</c>.</summary>
    public static string Label(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"imagenet/{index}");

    /// <summary>All names of a class, the usual one first: <c>brown bear</c>, <c>bruin</c>, <c>Ursus arctos</c>.</summary>
    public static IReadOnlyList<string> Of(int index) => Lines[index].Split(", ");

    private static string[] Read()
    {
        using var stream = typeof(ImageNetNames).Assembly.GetManifestResourceStream("imagenet.txt")
            ?? throw new InvalidOperationException("the list of ImageNet's names is not in the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
