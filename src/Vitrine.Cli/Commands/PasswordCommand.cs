using System.CommandLine;
using System.Text;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine password</c>: sets the owner's password, which other devices need. Who may read the data folder need not know the old one.</summary>
internal static class PasswordCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var stdin = new Option<bool>("--stdin") { Description = "Read the password from the first line of standard input." };
        var keep = new Option<bool>("--keep-sessions") { Description = "Leave the browsers signed in that are." };
        var command = new Command("password", "Set the owner's password.") { data, database, stdin, keep };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // No server is needed long: nothing is fetched for it.
            await using var server = await LocalServer.OfLibraryAsync(
                Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken, "--packs", "none");
            var password = parsed.GetValue(stdin) ? await Console.In.ReadLineAsync(cancellationToken) ?? "" : Ask();
            await server.Client.SetPasswordAsync(new PasswordChange(null, password, !parsed.GetValue(keep)), cancellationToken);
            Console.WriteLine(parsed.GetValue(keep) ? "The password is set." : "The password is set. All browsers are signed out.");
            return 0;
        });
        return command;
    }

    private static string Ask()
    {
        if (Console.IsInputRedirected)
        {
            throw new LocalException("There is no terminal to ask on. Hand the password over with --stdin.");
        }

        var password = AskOnce("New password (12 characters at least): ");
        return AskOnce("Once more: ") == password ? password : throw new LocalException("These were two different passwords; nothing was changed.");
    }

    private static string AskOnce(string prompt)
    {
        Console.Error.Write(prompt);
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
