using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Vitrine.Tests.Shared;

/// <summary>Hears what a server logs, so that a test waits for what it says and for no time. Registered with <c>services.AddSingleton&lt;ILoggerProvider&gt;(log)</c>.</summary>
public sealed class HeardLog : ILoggerProvider
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    public ILogger CreateLogger(string categoryName) => new Line(lines.Writer);

    /// <summary>The next line that holds one of these words, of those that were not heard yet.</summary>
    public async Task<string> HearAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await lines.Reader.ReadAsync(cancellationToken);
            if (words.Any(word => line.Contains(word, StringComparison.Ordinal)))
            {
                return line;
            }
        }
    }

    public void Dispose() => lines.Writer.TryComplete();

    private sealed class Line(ChannelWriter<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.TryWrite(formatter(state, exception));
    }
}
