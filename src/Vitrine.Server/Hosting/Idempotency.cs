using System.Security.Cryptography;
using System.Text;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Hosting;

/// <summary>
/// <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header): a request that is repeated under its key is done once and gets the first one's answer.
/// The key is noted in the transaction that does the work, so that after a crash either both happened or neither; of two at the same time the second waits.
/// </summary>
/// <param name="Key">Null where the sender gave none: the work is done each time.</param>
/// <param name="Fingerprint">What was asked, so that one key is not used for two things.</param>
public sealed record Idempotency(Actor Actor, string? Key, byte[] Fingerprint)
{
    public const string Header = "Idempotency-Key";

    /// <summary>Longer than anybody repeats a request.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private const int LongestKey = 200;

    /// <param name="content">What distinguishes this request from others to the same address.</param>
    /// <exception cref="RequestRefusedException">The key is too long.</exception>
    public static Idempotency Of(HttpRequest request, Actor actor, string content)
    {
        var key = request.Headers[Header].ToString();
        return key.Length > LongestKey
            ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"An {Header} has at most {LongestKey} characters.")
            : new Idempotency(actor, key.Length == 0 ? null : key, SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n{content}")));
    }

    /// <summary>The answer that was given under this key; null where there was none.</summary>
    /// <exception cref="RequestRefusedException">The key was used for another request.</exception>
    public async Task<string?> EarlierAsync(DbSession session, CancellationToken cancellationToken)
    {
        if (Key is null)
        {
            return null;
        }

        var earlier = await session.FirstAsync(
            $"select request, answer from idempotency where actor_key = {Actor.Key} and token = {Key}", row => (Request: row.Bytes(0), Answer: row.GetString(1)), cancellationToken);
        return earlier.Request is null ? null
            : earlier.Request.AsSpan().SequenceEqual(Fingerprint) ? earlier.Answer
            : throw new RequestRefusedException(StatusCodes.Status422UnprocessableEntity, $"This {Header} was used for another request.");
    }

    /// <summary>Does the work in this transaction, or returns what it answered before.</summary>
    /// <param name="status">Of the answer.</param>
    /// <param name="work">Returns the answer: an id.</param>
    public async Task<string> OnceAsync(WriteSession session, int status, Func<Task<string>> work, CancellationToken cancellationToken)
    {
        if (Key is null)
        {
            return await work();
        }

        await session.ExecuteAsync($"delete from idempotency where actor_key = {Actor.Key} and created_at < {session.Now - Kept}", cancellationToken);
        var first = await session.ExecuteAsync(
            $"""
            insert into idempotency (actor_key, token, request, status, answer, created_at)
            values ({Actor.Key}, {Key}, {Fingerprint}, {status}, {""}, {session.Now}) on conflict (actor_key, token) do nothing
            """,
            cancellationToken);
        if (first == 0 && await EarlierAsync(session, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var answer = await work();
        await session.ExecuteAsync($"update idempotency set answer = {answer} where actor_key = {Actor.Key} and token = {Key}", cancellationToken);
        return answer;
    }
}
