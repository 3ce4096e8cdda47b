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

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is LocalException or VitrineException or HttpRequestException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
