using System.CommandLine;
using Vitrine.Cli.Commands;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

var root = new RootCommand("Vitrine: a library for pictures, video, audio and documents that tags and finds them on your own machine.")
{
    ServeCommand.Create(),
    ImportCommand.Create(),
    ScanCommand.Create(), WriteBackCommand.Create(),
    SearchCommand.Create(),
    ShowCommand.Create(),
    VersionCommand.Create(),
    CollectionsCommand.Create(),
    SearchesCommand.Create(),
    DuplicatesCommand.Create(),
    VocabularyCommand.Create(),
    ExportCommand.Create(),
    CsvCommand.Create(),
    TokenCommand.Create(),
    StatusCommand.Create(),
    PasswordCommand.Create(),
    KeysCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    VerifyCommand.Create(),
    ServerVerb.Create("models", "List, install, verify, remove, export or import model packs."),
    ServerVerb.Create("doctor", "Say what is here, what is missing, and what each missing part costs."),
};

// "vitrine help search" is what people type.
var parsed = root.Parse(args is ["help", .. var about] ? [.. about, "--help"] : args);
var isJson = parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == "--json") is { } json && parsed.GetResult(json) is { Implicit: false };
if (isJson && parsed.Errors.Count > 0)
{
    Refusal.Write(string.Join(" ", parsed.Errors.Select(error => error.Message)));
    return 1;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is LocalException or VitrineException or HttpRequestException or IOException or UnauthorizedAccessException)
{
    if (isJson)
    {
        Refusal.Write(error);
        return 1;
    }

    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
