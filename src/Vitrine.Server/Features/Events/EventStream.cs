using System.Globalization;
using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http.HttpResults;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Vitrine.Server.Access;
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
            .WithSummary("Server-sent events: change with the newest sequence whenever something was written, and alive now and then.")
            .RequireAuthorization(Policies.View);

    private static ServerSentEventsResult<string> Handle(Database database, TimeProvider clock, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(FollowAsync(database, clock, lifetime.ApplicationStopping, cancellationToken));

    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(
        Database database, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var newest = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        void Heard(long sequence) => newest.Writer.TryWrite(sequence);
        database.Committed += Heard;
        try
        {
            yield return new SseItem<string>("0", "alive");
            while (!either.IsCancellationRequested)
            {
                var (kind, sequence) = await NextAsync(newest.Reader, clock, either.Token);
                if (kind is null)
                {
                    yield break;
                }

                yield return new SseItem<string>(sequence.ToString(CultureInfo.InvariantCulture), kind);
            }
        }
        finally
        {
            database.Committed -= Heard;
        }
    }

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
