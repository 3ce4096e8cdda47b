using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

/// <summary>Words that become a tag only where a person says so: what a machine or a file says with them is kept, held back, and shown as held back.</summary>
internal static class DenyListEndpoints
{
    private const int MostWords = 10_000;

    public static void MapDenyList(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deny-list", GetAsync).WithName("GetDenyList").WithSummary("Words that no machine and no file makes a tag of, in their order.").RequireAuthorization(Policies.View);
        routes.MapPut("/deny-list", PutAsync).WithName("SetDenyList")
            .WithSummary("Sets the whole list. Case, accents and white space do not count. What was said with words that came or went is looked at again by a job; people's tags stay.")
            .RequireAuthorization(Policies.Own);
    }

    private static async Task<Ok<IReadOnlyList<DeniedWord>>> GetAsync(Principal principal, Database database, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<DeniedWord>>(await database.ReadAsync(session => ReadAsync(session, principal.LibraryKey, cancellationToken), cancellationToken));

    internal static Task<List<DeniedWord>> ReadAsync(DbSession session, long library, CancellationToken cancellationToken) => session.QueryAsync(
        $"select d.word, d.at, a.name from denied_word d join actor a on a.key = d.actor_key where d.library_key = {library} order by d.folded",
        row => new DeniedWord(row.GetString(0), row.Time(1), row.GetString(2)),
        cancellationToken);

    private static async Task<Results<Ok<IReadOnlyList<DeniedWord>>, ProblemHttpResult>> PutAsync(
        DenyList list, Principal principal, Database database, VocabularyStore vocabulary, JobQueue jobs, HttpResponse response, CancellationToken cancellationToken)
    {
        if (list.Words is null)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "words is the whole list; an empty one denies nothing.");
        }

        var words = Words(list.Words);
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                await VocabularyStore.LockWordsAsync(session, principal.LibraryKey, cancellationToken);
                var was = (await session.QueryAsync($"select folded from denied_word where library_key = {principal.LibraryKey}", row => row.GetString(0), cancellationToken)).ToHashSet(StringComparer.Ordinal);
                string[] gone = [.. was.Where(word => !words.ContainsKey(word))], come = [.. words.Keys.Where(word => !was.Contains(word))];
                await session.ExecuteAsync($"delete from denied_word where library_key = {principal.LibraryKey} and {session.Dialect.AnyOf(new RawSql("folded"), gone)}", cancellationToken);
                foreach (var folded in come)
                {
                    await session.ExecuteAsync(
                        $"insert into denied_word (library_key, folded, word, actor_key, at) values ({principal.LibraryKey}, {folded}, {words[folded]}, {session.Actor.Key}, {session.Now})", cancellationToken);
                }

                if (gone.Length + come.Length > 0)
                {
                    session.Log(new Change(principal.LibraryKey, LogSubject.Setting, principal.LibraryKey, ChangeEvent.Changed));
                    var assets = await DenyWords.AssetsAsync(session, principal.LibraryKey, [.. gone, .. come], cancellationToken);
                    if (assets.Count > 0)
                    {
                        await jobs.EnqueueAsync(session, principal.LibraryKey, JobKinds.DenyWords, "{}", assets, cancellationToken);
                    }
                }
            },
            cancellationToken);
        await vocabulary.ReloadDeniedAsync(cancellationToken);
        response.SetSequence(written);
        return TypedResults.Ok<IReadOnlyList<DeniedWord>>(await database.ReadAsync(session => ReadAsync(session, principal.LibraryKey, cancellationToken), cancellationToken));
    }

    private static Dictionary<string, string> Words(IReadOnlyList<string> said)
    {
        if (said.Count > MostWords)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.TooManyDenied, MostWords));
        }

        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in said)
        {
            var label = ConceptText.Label(word, out var wrong);
            words.TryAdd(wrong is null ? TextFold.Key(label) : throw Bad(wrong), label);
        }

        return words;
    }

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
