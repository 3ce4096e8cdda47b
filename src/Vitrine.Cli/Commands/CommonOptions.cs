using System.CommandLine;

namespace Vitrine.Cli.Commands;

/// <summary>Options that several verbs have, each made anew because an option belongs to one command.</summary>
internal static class CommonOptions
{
    public static Option<string> Data() => new("--data")
    {
        Description = "The folder in which the server keeps everything of its own.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("VITRINE_DATA") is { Length: > 0 } named ? named : "data",
        HelpName = "DIR",
    };

    public static Option<string?> Database() => new("--database") { Description = "A PostgreSQL connection string; SQLite in the data folder by default.", HelpName = "CONNECTION" };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON value for programs." };

    public static Option<bool> Copy() => new("--copy") { Description = "Copy the files into the library instead of leaving them where they are." };

    public static Argument<string[]> Folders(ArgumentArity arity) => new("FOLDER") { Description = "Folders or files to take in, with all below them.", Arity = arity };
}
