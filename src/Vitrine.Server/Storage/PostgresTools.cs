using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Vitrine.Media.Tools;

namespace Vitrine.Server.Storage;

/// <summary>
/// PostgreSQL's own programs for copies: <c>pg_dump</c> and <c>pg_restore</c>, which must not be older than the server. Where the database is and the
/// password they learn from their environment: arguments can be read by everybody on the machine.
/// </summary>
internal sealed partial class PostgresTools(string connectionString, int major)
{
    private const int NewestMajor = 30;

    /// <summary>A copy takes as long as it takes; only one that hangs for a day is ended.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromDays(1);

    /// <summary>Why there can be no copies here; null where there can.</summary>
    public string? Missing => Find("pg_dump", major) is not null && Find("pg_restore", major) is not null
        ? null
        : $"pg_dump and pg_restore of PostgreSQL {major} or newer are not installed here (package postgresql-client-{major}).";

    /// <summary>Writes a dump in the custom format.</summary>
    /// <param name="snapshot">The exported snapshot whose state is dumped.</param>
    /// <exception cref="StorageException">It could not be written.</exception>
    public Task DumpAsync(string path, string snapshot, string schema, CancellationToken cancellationToken) => RunAsync(
        "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--no-password", $"--snapshot={snapshot}", $"--schema={Pattern(schema)}", $"--file={path}"], cancellationToken);

    public Task RestoreAsync(string path, string schema, CancellationToken cancellationToken) => RunAsync(
        "pg_restore",
        ["--no-owner", "--no-privileges", "--no-password", "--exit-on-error", "--single-transaction", $"--schema={schema}", $"--dbname={Settings().Database}", path],
        cancellationToken);

    /// <summary>What is wrong with a dump, as its table of contents tells; null where that is whole.</summary>
    public static async Task<string?> DamageAsync(string path, CancellationToken cancellationToken)
    {
        if (Find("pg_restore", 0) is not { } program)
        {
            return "pg_restore is not installed here";
        }

        var result = await ToolProcess.RunAsync(new ToolCommand(program, ["--list", path]) { Limit = Limit }, cancellationToken);
        return result.Succeeded ? null : result.Describe("pg_restore");
    }

    private async Task RunAsync(string name, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var program = Find(name, major) ?? throw new StorageException(Missing ?? $"{name} is not installed here.");
        try
        {
            var result = await ToolProcess.RunAsync(new ToolCommand(program, arguments) { Environment = Variables(), Limit = Limit }, cancellationToken);
            if (!result.Succeeded)
            {
                throw new StorageException($"{result.Describe(name)}.");
            }
        }
        catch (ToolException error)
        {
            throw new StorageException($"{error.Message}.", error);
        }
    }

    private NpgsqlConnectionStringBuilder Settings() => new(connectionString);

    /// <summary>What libpq reads instead of a connection string; our own <c>PG…</c> variables first, since Npgsql reads some of them too.</summary>
    private Dictionary<string, string> Variables()
    {
        var settings = Settings();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in new[] { "PGUSER", "PGPASSWORD", "PGPASSFILE", "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT" })
        {
            Set(name, Environment.GetEnvironmentVariable(name));
        }

        if (!variables.ContainsKey("PGPASSFILE"))
        {
            // The tool's home is not the owner's.
            var file = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pgpass");
            Set("PGPASSFILE", File.Exists(file) ? file : null);
        }

        Set("PGHOST", settings.Host);
        Set("PGPORT", settings.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGDATABASE", settings.Database ?? settings.Username);
        Set("PGUSER", settings.Username);
        Set("PGPASSWORD", settings.Password);
        Set("PGPASSFILE", settings.Passfile);
        Set("PGSSLMODE", settings.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() });
        Set("PGSSLCERT", settings.SslCertificate);
        Set("PGSSLKEY", settings.SslKey);
        Set("PGSSLROOTCERT", settings.RootCertificate);
        Set("PGOPTIONS", settings.Options);
        return variables;

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                variables[name] = value;
            }
        }
    }

    /// <summary>The oldest installation that is new enough: of the server's own release where it is on this machine.</summary>
    private static string? Find(string name, int atLeast)
    {
        foreach (var release in Enumerable.Range(Math.Max(atLeast, 15), NewestMajor))
        {
            string[] folders = [$"/usr/lib/postgresql/{release}/bin", $"/usr/pgsql-{release}/bin", $"/opt/homebrew/opt/postgresql@{release}/bin"];
            if (folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } found)
            {
                return found;
            }
        }

        return ToolEnvironment.Find(name);
    }

    /// <summary>A name as the patterns of pg_dump write it, so that no letter of it stands for others.</summary>
    private static string Pattern(string name) => Plain().IsMatch(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex("^[a-z_][a-z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
