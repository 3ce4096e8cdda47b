using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine search</c>: what the search box finds.</summary>
internal static class SearchCommand
{
    private const int MostLimit = 500;

    private const int LettersOfId = 24;

    public static Command Create()
    {
        var query = new Argument<string[]>("QUERY") { Description = "Words, or the query language: tag:shoe kind:image taken:2024", Arity = ArgumentArity.ZeroOrMore };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 50, HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostLimit)
            {
                result.AddError($"--limit is a number from 1 to {MostLimit}.");
            }
        });
        var sort = new Option<string?>("--sort") { Description = "added, taken, name, folder, size, kind, day, month, rating, width, height, megapixels, duration, format or field.NAME, - before it for descending, several with commas; or relevance or collection.", HelpName = "ORDER" };
        var facets = new Option<string?>("--facets") { Description = "Count the values of these fields over all that is found: tag, person, kind, taken, added, folder, format, size, rating, colour, field.NAME, embedded.NAME and others (docs/search.md), with commas between them", HelpName = "FIELDS" };
        var explain = new Option<string?>("--explain") { Description = "Say why the asset of this id is found or not.", HelpName = "ID" };
        var like = new Option<string?>("--like") { Description = "Find what looks like this picture: a file of this machine, or an asset by its id.", HelpName = "FILE|ID" };
        var phrase = new Option<bool>("--phrase") { Description = "Read the words as ordinary language, as the search box does: dogs on the beach last summer" };
        var paths = new Option<bool>("--paths") { Description = "Write only folder and name, one a line, for other programs." };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("search", "Find assets.") { query, limit, sort, facets, explain, like, phrase, paths, data, database, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(query) is not { Tokens.Count: > 0 } && result.GetResult(like) is null)
            {
                result.AddError("Say what to find: words, the query language, or --like with a picture.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            var text = string.Join(' ', parsed.GetValue(query)!);
            SearchAnswer answer;
            try
            {
                var example = parsed.GetValue(like) is { } picture ? await ExampleAsync(server.Client, picture, cancellationToken) : null;
                answer = await server.Client.SearchAsync(new SearchRequest(text, parsed.GetValue(limit), Sort: parsed.GetValue(sort))
                {
                    Facets = parsed.GetValue(facets)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    Explain = parsed.GetValue(explain),
                    Spelling = parsed.GetValue(json) || parsed.GetValue(paths) ? null : "auto",
                    Similar = example is null ? null : [example],
                    Phrases = parsed.GetValue(phrase) ? "auto" : null,
                }, cancellationToken);
            }
            catch (VitrineException refused) when (refused.Query is { } problem && !parsed.GetValue(json))
            {
                await Console.Error.WriteLineAsync(text.Length == 0 && problem.At is null ? problem.Message : Pointing(text, problem));
                return 1;
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(answer, ApiJson.Default.SearchAnswer));
                return 0;
            }

            if (parsed.GetValue(paths))
            {
                foreach (var item in answer.Items)
                {
                    Console.WriteLine(PathOf(item));
                }

                return 0;
            }

            Write(answer);
            return 0;
        });
        return command;
    }

    /// <summary>A file of this machine is sent to be looked at; what is none is an asset's id.</summary>
    private static async Task<SimilarTo> ExampleAsync(VitrineClient client, string picture, CancellationToken cancellationToken)
    {
        if (!File.Exists(picture))
        {
            if (picture.Length != LettersOfId || !picture.All(char.IsAsciiHexDigit))
            {
                throw new LocalException($"There is no file {picture}, and an asset's id has {LettersOfId} hex digits.");
            }

            return new SimilarTo { AssetId = picture };
        }

        await using var file = File.OpenRead(picture);
        return new SimilarTo { UploadId = (await client.SendSearchExampleAsync(file, Path.GetFileName(picture), cancellationToken)).Id };
    }

    private static string PathOf(SearchItem item) => $"{item.Folder.TrimEnd('/')}/{item.Name}";

    /// <summary>What was found as a table, and what was asked for beside it.</summary>
    private static void Write(SearchAnswer answer)
    {
        if (answer.Corrected is { } corrected)
        {
            Console.WriteLine($"Nothing matches that. This matches: {corrected}");
            Console.WriteLine();
        }

        if (answer.Understood is { } phrase)
        {
            Console.WriteLine($"Read as: {phrase.Query}");
            foreach (var part in phrase.Parts.Where(part => part.LeftOut is not null))
            {
                Console.WriteLine(part.LeftOut == "count" ? $"Not counted: {part.Meaning}" : $"Left out: {part.Text}");
            }

            if (phrase.Unknown.Count > 0)
            {
                Console.WriteLine($"Nobody knows: {string.Join(", ", phrase.Unknown)}");
            }

            Console.WriteLine();
        }

        string? band = null;
        foreach (var item in answer.Items)
        {
            if (item.Band == "possible" && band != "possible")
            {
                Console.WriteLine(answer.Understood is null ? "Less like it:" : "In part:");
            }

            band = item.Band;
            Console.WriteLine($"{item.Id}  {item.Kind,-8}  {PathOf(item)}{(item.Copy is { } copy ? $"  ({(copy == "exact" ? "the same file" : "the same picture")})" : "")}");
            if (item.Found is { } found)
            {
                Console.WriteLine($"{"",26}page {found.Page}: {found.Text}");
            }
        }

        var strong = answer.Strong is { } all && all < answer.Total ? $", {all:N0} of them {(answer.Understood is null ? "much like it" : "wholly")}" : "";
        Console.WriteLine((answer.Total == 1 ? "1 found" : $"{answer.Total:N0} found") + strong);
        foreach (var (field, values) in answer.Facets ?? new Dictionary<string, IReadOnlyList<FacetValue>>())
        {
            Console.WriteLine();
            Console.WriteLine(values.Count > 0 ? field : $"{field}: nothing has a value");
            foreach (var value in values)
            {
                Console.WriteLine($"  {value.Count,9:N0}  {value.Value}");
            }
        }

        if (answer.Explanation is { } why)
        {
            Console.WriteLine();
            Console.WriteLine($"{why.Id} {(why.Matched ? "is found" : "is not found")}");
            Explain(why.Clause, "  ");
            foreach (var part in why.Score ?? [])
            {
                Console.WriteLine($"  {part.Score,8:F3}  {part.Word} in {part.Field}");
            }
        }
    }

    private static void Explain(ExplainedClause clause, string indent)
    {
        Console.WriteLine($"{indent}{(clause.Matched ? "yes" : "no "),-4} {(clause.Query.Length == 0 ? "(everything)" : clause.Query)}");
        foreach (var part in clause.Parts)
        {
            Explain(part, indent + "  ");
        }
    }

    /// <summary>What is wrong, the option that it is about or the query with a mark under the place, what was expected there and what would work.</summary>
    internal static string Pointing(string query, QueryProblem problem)
    {
        List<string> lines = problem.At is { Length: > 1 } at ? [$"--{at[1..]}: {problem.Message}"] : [problem.Message, "  " + query, "  " + new string(' ', Math.Clamp(problem.Position, 0, query.Length)) + "^"];
        if (problem.Expected is { } expected)
        {
            lines.Add($"Expected here: {expected}");
        }

        if (problem.Suggestion is { } better)
        {
            lines.Add($"Did you mean: {better}");
        }

        return string.Join(Environment.NewLine, lines);
    }
}
