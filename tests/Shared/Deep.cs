namespace Vitrine.Tests.Shared;

/// <summary>Whether tests run in their long form (<c>./vitrine test --deep</c>), and how much longer that is.</summary>
internal static class Deep
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("VITRINE_DEEP") == "1";

    /// <summary>How often to try: a hundred times as often in the long form.</summary>
    public static int Times(int usual) => IsOn ? usual * 100 : usual;

    /// <summary>A source of chance whose seed is printed: <c>VITRINE_SEED</c>, or a new one.</summary>
    public static Random Chance(string what)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("VITRINE_SEED"), out var given) ? given : Random.Shared.Next();
        Console.WriteLine($"{what}: VITRINE_SEED={seed}");
        return new Random(seed);
    }
}
