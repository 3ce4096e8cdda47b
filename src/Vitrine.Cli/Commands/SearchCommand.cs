using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine search</c>: what the search box finds.</summary>
internal static class SearchCommand
{
    private const int MostLimit = 500;

    public static Command Create()
    {
        var query = new Argument<string[]>("QUERY") { Description = "Words, or the query language: tag:shoe kind:image taken:2024", Arity = ArgumentArity.OneOrMore };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 50, HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostLimit)
            {
                result.AddError($"--limit is a number from 1 to {MostLimit}.");
            }
        });
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("search", "Find assets.") { query, limit, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            var text = string.Join(' ', parsed.GetValue(query)!);
            SearchAnswer answer;
            try
            {
                answer = await server.Client.SearchAsync(new SearchRequest(text, parsed.GetValue(limit)), cancellationToken);
            }
            catch (VitrineException refused) when (refused.Query is { } problem)
            {
                await Console.Error.WriteLineAsync(Pointing(text, problem));
                return 1;
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(answer, ApiJson.Default.SearchAnswer));
                return 0;
            }

            foreach (var item in answer.Items)
            {
                Console.WriteLine($"{item.Id}  {item.Kind,-8}  {item.Folder.TrimEnd('/')}/{item.Name}");
                if (item.Found is { } found)
                {
                    Console.WriteLine($"{"",26}page {found.Page}: {found.Text}");
                }
            }

            Console.WriteLine(answer.Total == 1 ? "1 found" : $"{answer.Total:N0} found");
            return 0;
        });
        return command;
    }

    /// <summary>What is wrong, the query with a mark under the place, what was expected there and what would work.</summary>
    internal static string Pointing(string query, QueryProblem problem)
    {
        List<string> lines = [problem.Message, "  " + query, "  " + new string(' ', Math.Clamp(problem.Position, 0, query.Length)) + "^"];
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
