using System.CommandLine;
using Vitrine.Cli.Local;

namespace Vitrine.Cli.Commands;

/// <summary>Verbs that the server's executable runs itself, without a server: its arguments go through as they are.</summary>
internal static class ServerVerb
{
    public static Command Create(string name, string description)
    {
        var data = CommonOptions.Data();
        var rest = new Argument<string[]>("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(name, description) { data, rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) =>
            ServerProcess.RunAsync([name, "--data", Path.GetFullPath(parsed.GetValue(data)!), .. parsed.GetValue(rest)!, .. parsed.UnmatchedTokens], cancellationToken));
        return command;
    }
}
