namespace Vitrine.Server.Hosting.Verbs;

/// <summary>What the executable does beside serving: <c>VERB --data DIR ARGUMENTS…</c>, without a server.</summary>
internal static class Verb
{
    public static Func<string[], Task<int>>? Find(string name) => name switch
    {
        "models" => arguments => RunAsync(arguments, (data, rest) => ModelsVerb.RunAsync(Path.Combine(data, "models"), rest, CancellationToken.None)),
        "doctor" => arguments => RunAsync(arguments, (data, rest) => rest.Count == 0
            ? DoctorVerb.RunAsync(data, Path.Combine(data, "models"), CancellationToken.None)
            : RefuseAsync($"doctor takes no '{rest[0]}': ./vitrine doctor [--data DIR]")),
        "backup" => arguments => RunAsync(arguments, (data, rest) => BackupVerb.RunAsync(data, rest, CancellationToken.None)),
        "restore" => arguments => RunAsync(arguments, (data, rest) => RestoreVerb.RunAsync(data, rest, CancellationToken.None)),
        _ => null,
    };

    private static async Task<int> RefuseAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }

    private static Task<int> RunAsync(string[] arguments, Func<string, IReadOnlyList<string>, Task<int>> run) =>
        arguments is ["--data", var data, .. var rest] ? run(Path.GetFullPath(data), rest) : run(Path.GetFullPath("data"), arguments);
}
