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
        routes.MapGet("/events", Handle).WithName("FollowEvents").RequireAuthorization(Policies.View);

    /// <summary>Server-sent events: <c>change</c> with the newest sequence whenever something was written, and <c>alive</c> now and then.</summary>
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
            var sequence = await newest.ReadAsync(cancellationToken).AsTask().WaitAsync(Heartbeat, clock, cancellationToken);
            await Task.Delay(Pace, clock, cancellationToken);
            while (newest.TryRead(out var later))
            {
                sequence = later;
            }

            return ("change", sequence);
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
