using System.Globalization;
using System.Net.ServerSentEvents;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class EventTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Events_TellEachChangeWithItsSequence(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var response = await app.SendAsync(HttpMethod.Get, "events");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.Equal("alive", (await NextAsync(events)).EventType);

        foreach (var name in new[] { "a.gif", "b.gif" })
        {
            using var form = DamApp.UploadForm(name, PlayedMedia.File(name));
            using var upload = await app.Http.PostAsync("api/assets", form);
            var sequence = long.Parse(upload.Header("X-Vitrine-Sequence")!, CultureInfo.InvariantCulture);
            SseItem<string> told;
            do
            {
                told = await NextAsync(events);
                Assert.Equal("change", told.EventType);
            }
            while (long.Parse(told.Data, CultureInfo.InvariantCulture) < sequence);
        }
    }

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return events.Current;
    }
}
