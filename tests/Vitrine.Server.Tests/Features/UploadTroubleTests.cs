using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>Uploads that the disk does not take, that end in the middle, and whose name is hardly one.</summary>
public sealed class UploadTroubleTests
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_WhenTheFolderTakesNoWrites_SaysThatItIsTheServer(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var spool = Path.Combine(app.Data, "spool");
        Directory.Delete(spool);
        await File.WriteAllTextAsync(spool, "", TestContext.Current.CancellationToken);
        using var form = DamApp.UploadForm("a.gif", PlayedMedia.File("a"));

        using var response = await app.Http.PostAsync("api/assets", form);

        var problem = await response.ProblemAsync(HttpStatusCode.InternalServerError);
        Assert.Contains("takes no writes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(app.Data, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory, InlineData(NoSpace, 507, "no room"), InlineData(ReadOnly, 500, "takes no writes")]
    public async Task Upload_WhenTheBlobStoreTakesNone_SaysWhy(int errno, int status, string said)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite, new DamSetup { Services = services => services.Replace(ServiceDescriptor.Singleton<BlobStore>(new FailingStore(errno))) });
        using var form = DamApp.UploadForm("a.gif", PlayedMedia.File("a"));

        using var response = await app.Http.PostAsync("api/assets", form);

        Assert.Contains(said, (await response.ProblemAsync((HttpStatusCode)status)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "spool")));
        Assert.Equal(0, (await app.Client.LibraryAsync()).Assets);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Upload_ThatIsCutOff_IsOneLineOfTheLog(bool rudely)
    {
        using var logs = new Logs();
        await using (var app = await DamApp.StartAsync(Engines.Sqlite, new DamSetup { Services = logs.Use }))
        {
            var uri = new Uri(app.Url);
            using (var client = new TcpClient(uri.Host, uri.Port))
            {
                var start = $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.gif\"\r\n\r\n{new string('x', 200_000)}";
                var head = $"POST /api/assets HTTP/1.1\r\nHost: {uri.Authority}\r\nAuthorization: Bearer {app.Token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n";
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);

                // The server asks for the rest when it begins to read the file, not before.
                var asked = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
                await client.GetStream().ReadExactlyAsync(asked, TestContext.Current.CancellationToken);
                Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(asked), StringComparison.Ordinal);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(start), TestContext.Current.CancellationToken);
                client.LingerState = new LingerOption(rudely, 0);
            }

            await logs.UntilAsync("An upload ");
        }

        // Kestrel itself stumbles now and then over a body that is reset while it lets the rest of it go by.
        var ours = logs.Entries.Where(entry => entry.Error is not InvalidOperationException { Message: "Reading is already in progress." });
        Assert.DoesNotContain(ours, entry => entry.Error is not null || entry.Level > LogLevel.Information);
        Assert.Single(logs.Entries, entry => entry.Text.Contains("An upload ", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_WithControlCharactersInAPlainName_ShowsThemAsPictures(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (name, shown) in new[]
        {
            ("a\u0007b.gif", "a␇b.gif"), ("tab\there.gif", "tab␉here.gif"), ("\u0001.gif", "␁.gif"), ("del\u007f.gif", "del␡.gif"), ("zero\0.gif", "zero␀.gif"), ("esc\u001b[31m.gif", "esc␛[31m.gif"),
        })
        {
            using var content = new ByteArrayContent(
                [.. Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"), .. PlayedMedia.File(shown), .. "\r\n--b--\r\n"u8]);
            content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
            using var response = await app.Http.PostAsync("api/assets", content);
            Assert.Equal(shown, (await response.JsonAsync()).GetProperty("name").GetString());
        }

        using var broken = new StringContent("--b\r\nContent-Disposition: ;;;\r\n\r\nx\r\n--b--\r\n");
        broken.Headers.Remove("Content-Type");
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        using var refused = await app.Http.PostAsync("api/assets", broken);
        Assert.Contains("Content-Disposition", (await refused.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A folder whose disk refuses with an error of errno(3).</summary>
    private sealed class FailingStore(int errno) : BlobStore
    {
        public override string Description => "refuses";

        public override long? FreeBytes => null;

        public override Task<bool> ExistsAsync(byte[] sha256, CancellationToken cancellationToken = default) => Task.FromResult(false);

        public override Task PutAsync(IReadOnlyList<SpooledBlob> group, CancellationToken cancellationToken = default) => throw new IOException("refused", errno);

        public override Task ReplaceAsync(SpooledBlob file, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override Task<Stream> OpenAsync(byte[] sha256, CancellationToken cancellationToken = default) => throw new FileNotFoundException();

        public override Task<BlobFile> FetchAsync(byte[] sha256, CancellationToken cancellationToken = default) => throw new FileNotFoundException();

        public override IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<StoredBlob>();

        public override Task DeleteAsync(byte[] sha256, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    /// <summary>What the server logs from Information on.</summary>
    private sealed class Logs : ILoggerProvider, ILogger
    {
        private readonly SemaphoreSlim more = new(0);

        public ConcurrentQueue<(LogLevel Level, string Text, Exception? Error)> Entries { get; } = new();

        public void Use(IServiceCollection services) =>
            services.AddSingleton<ILoggerProvider>(this).Configure<LoggerFilterOptions>(options => options.MinLevel = LogLevel.Information);

        public async Task UntilAsync(string text)
        {
            // A line that does not come must not hold up the other tests.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            while (!Entries.Any(entry => entry.Text.Contains(text, StringComparison.Ordinal)))
            {
                await more.WaitAsync(patience.Token);
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Entries.Enqueue((logLevel, string.Create(CultureInfo.InvariantCulture, $"{formatter(state, exception)}"), exception));
            more.Release();
        }

        public void Dispose()
        {
        }
    }
}
