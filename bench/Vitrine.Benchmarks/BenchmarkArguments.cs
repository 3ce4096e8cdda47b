using System.Globalization;

namespace Vitrine.Benchmarks;

/// <summary>What is to be measured, and how much of it.</summary>
/// <param name="Names">Benchmarks by name; none = the quick ones.</param>
/// <param name="Photos">Photos in the set; null = what the benchmark takes by itself.</param>
/// <param name="Rounds">Repetitions of what is compared.</param>
/// <param name="Full">The long form.</param>
/// <param name="Copy">Import into the blob store instead of leaving originals where they are.</param>
internal sealed record BenchmarkArguments(IReadOnlyList<string> Names, int? Photos, int Rounds, bool Full, bool Copy)
{
    private const string Usage = "usage: ./vitrine bench [NAME…] [--photos N] [--rounds N] [--full] [--copy]; names: ";

    /// <summary>The command that repeats this call for one benchmark, as it stands in its results.</summary>
    public string CommandFor(string name) =>
        $"./vitrine bench {name}{(Photos is { } photos ? $" --photos {photos}" : "")}{(Rounds == DefaultRounds ? "" : $" --rounds {Rounds}")}{(Full ? " --full" : "")}{(Copy ? " --copy" : "")}";

    private const int DefaultRounds = 3;

    /// <exception cref="BenchmarkException">An argument is unknown or has no value.</exception>
    public static BenchmarkArguments Parse(IReadOnlyList<string> arguments, IEnumerable<string> known)
    {
        var result = new BenchmarkArguments([], null, DefaultRounds, false, false);
        var names = known.ToArray();
        for (var i = 0; i < arguments.Count; i++)
        {
            result = arguments[i] switch
            {
                "--photos" => result with { Photos = Number(arguments, ++i) },
                "--rounds" => result with { Rounds = Number(arguments, ++i) },
                "--full" => result with { Full = true },
                "--copy" => result with { Copy = true },
                var name when names.Contains(name) => result with { Names = [.. result.Names, name] },
                _ => throw new BenchmarkException(Usage + string.Join(", ", names)),
            };
        }

        return result;
    }

    private static int Number(IReadOnlyList<string> arguments, int at) =>
        at < arguments.Count && int.TryParse(arguments[at], CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new BenchmarkException($"{arguments[at - 1]} takes a positive number");
}

/// <summary>A benchmark cannot run here; the message is a sentence.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
