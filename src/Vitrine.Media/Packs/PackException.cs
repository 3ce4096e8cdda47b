namespace Vitrine.Media.Packs;

/// <summary>A pack file could not be had or was refused; the message is a sentence for people.</summary>
public sealed class PackException(string code, string message) : Exception(message)
{
    /// <summary>The bytes are not the ones the catalog names.</summary>
    public const string WrongBytes = "pack-wrong-bytes";

    /// <summary>The source could not be asked: no client, no network, no such package.</summary>
    public const string SourceFailed = "pack-source-failed";

    /// <summary>The package is not built as it should be.</summary>
    public const string BadPackage = "pack-bad-package";

    /// <summary>The file could not be written.</summary>
    public const string NotWritten = "pack-not-written";

    /// <summary>No source had it.</summary>
    public const string Unavailable = "pack-unavailable";

    /// <summary>The model did not pass its self-test, or could not be tested.</summary>
    public const string NotTested = "pack-not-tested";

    public string Code { get; } = code;
}
