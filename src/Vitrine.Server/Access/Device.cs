namespace Vitrine.Server.Access;

/// <summary>What a browser says of itself (RFC 9110, section 10.1.5), in the two words that people know it by. It may lie; it is for telling devices apart only.</summary>
public readonly record struct Device(string? Browser, string? System)
{
    // In this order: later ones call themselves like earlier ones as well.
    private static readonly (string Sign, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"), ("curl/", "curl")];

    private static readonly (string Sign, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Macintosh", "Mac"), ("Linux", "Linux")];

    public static Device Of(string? agent) => new(Find(Browsers, agent), Find(Systems, agent));

    /// <summary>For programs; nothing where the browser did not say what it is.</summary>
    public override string ToString() => string.Join(", ", new[] { Browser, System }.OfType<string>());

    private static string? Find((string Sign, string Name)[] known, string? agent) =>
        known.FirstOrDefault(one => agent?.Contains(one.Sign, StringComparison.Ordinal) == true).Name;
}
