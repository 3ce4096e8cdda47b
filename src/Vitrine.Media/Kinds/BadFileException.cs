using Vitrine.Core.Assets;
using Vitrine.Media.Children;

namespace Vitrine.Media.Kinds;

/// <summary>Ends the reading of a file that cannot be read; <see cref="MediaDecoder"/> turns it into a <see cref="Problem"/>.</summary>
internal sealed class BadFileException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>Size that the header states, where it could be read all the same.</summary>
    public (int Width, int Height)? Stated { get; init; }

    public Problem ToProblem() => Codes.Problem(Code, Message);
}

/// <summary>The codes of problems that decoding finds.</summary>
internal static class Codes
{
    public const string Empty = "empty";
    public const string Truncated = "truncated";
    public const string Damaged = "damaged";
    public const string TooLarge = "too-large";
    public const string NotSupported = "not-supported";
    public const string Unsafe = "unsafe";
    public const string NameLies = "name-lies";
    public const string PasswordNeeded = "password-needed";
    public const string ColourProfile = "colour-profile";
    public const string MetadataTooLarge = "metadata-too-large";
    public const string Loop = "loop";
    public const string NoPicture = "no-picture";
    public const string ToolMissing = "tool-missing";
    public const string Duration = "duration";

    public static Problem Problem(string code, string message) => new(DecodeSteps.Renditions, code, message);
}
