using System.Globalization;
using System.Text;

namespace Vitrine.Benchmarks.Reporting;

/// <summary>One benchmark's results as Markdown: printed, and written to <c>bench/results</c>.</summary>
internal sealed class Report(string name, string title, string command)
{
    private readonly StringBuilder text = new();
    private readonly double loadBefore = Machine.Load();

    public void Say(FormattableString paragraph) => text.Append(paragraph.ToString(CultureInfo.InvariantCulture)).Append("\n\n");

    /// <summary>A table; cells are texts or numbers, which are shown with at most three decimals.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object>> rows)
    {
        Row(columns);
        Row([.. columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in rows)
        {
            Row([.. row.Select(Cell)]);
        }

        text.Append('\n');
    }

    /// <summary>A figure beside its goal.</summary>
    public void Goal(string what, double measured, string relation, double goal, string unit = "")
    {
        var met = relation == "≥" ? measured >= goal : measured <= goal;
        Say($"**{what}: {Cell(measured)}{unit}** (goal {relation} {Cell(goal)}{unit}: {(met ? "met" : "missed")})");
    }

    public async Task WriteAsync()
    {
        var whole = new StringBuilder($"# {title}\n\nMeasured by `{command}`.\n\n");
        foreach (var line in await Machine.DescribeAsync())
        {
            whole.Append("* ").Append(line).Append('\n');
        }

        whole.Append(CultureInfo.InvariantCulture, $"* load of the machine when it began: {loadBefore:0.00}\n\n").Append(text);
        var content = whole.ToString().TrimEnd() + "\n";
        await File.WriteAllTextAsync(Path.Combine(Places.Results, name + ".md"), content);
        Console.WriteLine(content);
    }

    private void Row(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Cell(object value) => value switch
    {
        double number => Math.Abs(number) >= 100 ? number.ToString("#,0", CultureInfo.InvariantCulture) : number.ToString(Math.Abs(number) >= 10 ? "0.0" : "0.00#", CultureInfo.InvariantCulture),
        int or long => string.Format(CultureInfo.InvariantCulture, "{0:#,0}", value),
        _ => value.ToString() ?? "",
    };
}
