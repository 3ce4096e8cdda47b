using System.Collections;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Packs.Sources;

/// <summary>
/// Runs the package clients that the owner uses, with the owner's own settings (home, registry, proxy, certificates):
/// they know where packages come from, we do not.
/// </summary>
internal static class OwnersClients
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private static readonly string[] Names =
        ["HOME", "PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"];

    private static readonly string[] Codes = ["npm error code", "npm error errno", "npm error syscall", "npm error path"];

    private static readonly string[] Prefixes = ["NPM_CONFIG_", "NUGET_", "DOTNET_", "XDG_"];

    /// <exception cref="PackException">The client is missing, ended with an error or ran too long; the message is its own last line.</exception>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var command = new ToolCommand(Find(program), arguments) { WorkingDirectory = folder, Environment = Settings(), Limit = Limit };
        try
        {
            var result = await ToolProcess.RunAsync(command, cancellationToken);
            if (!result.Succeeded)
            {
                throw new PackException(PackException.SourceFailed, Reason(program, result));
            }
        }
        catch (ToolException problem)
        {
            throw new PackException(PackException.SourceFailed, problem.Message);
        }
    }

    private static string Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? program;
    }

    private static Dictionary<string, string> Settings() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(pair => (Name: (string)pair.Key, Value: (string)pair.Value!))
        .Where(pair => Names.Contains(pair.Name, StringComparer.OrdinalIgnoreCase)
            || Prefixes.Any(prefix => pair.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        .ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The first line that tells of an error in words: npm prints codes before it, and advice and the place of its log after it.</summary>
    private static string Reason(string program, ToolResult result)
    {
        var output = result.Errors + "\n" + System.Text.Encoding.UTF8.GetString(result.Output);
        var telling = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase) && !Codes.Any(code => line.StartsWith(code, StringComparison.Ordinal)));
        return telling is null ? result.Describe(program) : $"{program}: {telling}";
    }
}
