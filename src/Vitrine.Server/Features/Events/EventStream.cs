using System.Globalization;
using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http.HttpResults;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Events;

internal static class EventStream
{
    /// <summary>Changes that follow each other closely are told as one; a page can't look faster anyway.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence longer than this ends in a sign of life, so that proxies keep the connection.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    public static void MapEventStream(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", Handle).WithName("FollowEvents").ExcludeFromDescription()
            .WithSummary("Server-sent events: change with the newest sequence whenever something was written, search with what a watched search newly finds, and alive now and then.")
            .RequireAuthorization(Policies.View);

    private static ServerSentEventsResult<string> Handle(Principal principal, Database database, TimeProvider clock, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(FollowAsync(principal, database, clock, lifetime.ApplicationStopping, cancellationToken));

    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(
        Principal principal, Database database, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var newest = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        void Heard(long sequence) => newest.Writer.TryWrite(sequence);
        database.Committed += Heard;
        try
        {
            var told = await database.ReadAsync(session => Sequences.NewestAsync(session, cancellationToken), cancellationToken);
            yield return new SseItem<string>("0", "alive");
            while (!either.IsCancellationRequested)
            {
                var (kind, sequence) = await NextAsync(newest.Reader, clock, either.Token);
                if (kind is null)
                {
                    yield break;
                }

                yield return new SseItem<string>(sequence.ToString(CultureInfo.InvariantCulture), kind);
                foreach (var (at, found) in sequence > told ? await FoundAsync(principal, database, told, sequence, cancellationToken) : [])
                {
                    yield return new SseItem<string>(found, "search");
                    told = at;
                }

                told = Math.Max(told, sequence);
            }
        }
        finally
        {
            database.Committed -= Heard;
        }
    }

    /// <summary>What watched searches of a principal found between two sequences.</summary>
    private static Task<List<(long Sequence, string Found)>> FoundAsync(Principal principal, Database database, long after, long upTo, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync(
            $"""
            select l.sequence, l.payload from change_log l join saved_search s on s.key = l.subject_key
            where l.sequence > {after} and l.sequence <= {upTo} and l.subject_kind = {LogSubject.Search} and l.event = {ChangeEvent.Added} and s.owner_key = {principal.Actor.Key}
            order by l.sequence
            """,
            row => (row.GetInt64(0), row.GetString(1)),
            cancellationToken),
        cancellationToken);

    private static async Task<(string? Kind, long Sequence)> NextAsync(ChannelReader<long> newest, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            // What is waited for is only looked at: a wait that was given up must not take the next change with it.
            if (!await newest.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(Heartbeat, clock, cancellationToken))
            {
                return (null, 0);
            }

            await Task.Delay(Pace, clock, cancellationToken);
            return ("change", await newest.ReadAsync(cancellationToken));
        }
        catch (TimeoutException)
        {
            return ("alive", 0);
        }
        catch (OperationCanceledException)
        {
            return (null, 0);
        }
    }
}
