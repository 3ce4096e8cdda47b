using System.Diagnostics;
using System.Globalization;

namespace Vitrine.Cli.Commands;

/// <summary>One line that says how far something is: bar, count, speed, time left, problems. On a terminal it is drawn over itself; elsewhere it is written now and then.</summary>
internal sealed class ProgressLine(bool quiet) : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);

    private readonly bool terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan last = TimeSpan.MinValue;
    private int drawn;

    public void Restart() => watch.Restart();

    public void Show(string what, long done, long total, long problems)
    {
        if (quiet || (!terminal && last != TimeSpan.MinValue && watch.Elapsed - last < Elsewhere && done != total))
        {
            return;
        }

        last = watch.Elapsed;
        Draw(Line(what, done, total, problems, watch.Elapsed));
    }

    /// <summary>Says what is waited for while nothing can be counted.</summary>
    public void Say(string sentence)
    {
        if (!quiet && (terminal || last == TimeSpan.MinValue || watch.Elapsed - last >= Elsewhere))
        {
            last = watch.Elapsed;
            Draw(sentence);
        }
    }

    private void Draw(string line)
    {
        if (terminal)
        {
            Console.Error.Write("\r" + line.PadRight(drawn));
            drawn = line.Length;
        }
        else
        {
            Console.Error.WriteLine(line);
        }
    }

    public void Clear()
    {
        if (terminal && drawn > 0)
        {
            Console.Error.Write("\r" + new string(' ', drawn) + "\r");
            drawn = 0;
        }
    }

    public void Dispose() => Clear();

    internal static string Line(string what, long done, long total, long problems, TimeSpan elapsed)
    {
        var part = total > 0 ? Math.Clamp((double)done / total, 0, 1) : 0;
        var speed = elapsed.TotalSeconds > 0 ? done / elapsed.TotalSeconds : 0;
        var full = (int)(part * BarWidth);
        var left = speed > 0 && total > done ? $", about {Words(TimeSpan.FromSeconds((total - done) / speed))} left" : "";
        var wrong = problems > 0 ? string.Create(CultureInfo.CurrentCulture, $", {problems:N0} problems") : "";
        return string.Create(
            CultureInfo.CurrentCulture, $"{what} [{new string('#', full)}{new string('.', BarWidth - full)}] {done:N0}/{total:N0}, {speed:N1}/s{left}{wrong}");
    }

    private static string Words(TimeSpan time) =>
        time.TotalMinutes < 1 ? $"{Math.Ceiling(time.TotalSeconds):0} s" : time.TotalHours < 1 ? $"{Math.Ceiling(time.TotalMinutes):0} min" : $"{time.TotalHours:0.#} h";
}
