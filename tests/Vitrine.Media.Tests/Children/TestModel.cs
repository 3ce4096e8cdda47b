using System.Globalization;
using System.Text;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;

namespace Vitrine.Media.Tests.Children;

/// <summary>
/// A "model" that finds one of each case, and what it was started with. A preview that is text is an order: <c>die</c>, or <c>hold|a|b</c>, which says
/// in FIFO a that it is busy and goes on when FIFO b says so.
/// </summary>
internal sealed class TestModel(IReadOnlyList<string> arguments)
{
    public const string Die = "die";
    public const string Hold = "hold";

    private int calls;
    private int messages;

    public ChildHandler Handler()
    {
        var handler = ModelWork.Handler(AnalyzeAsync);
        return (message, cancellationToken) =>
        {
            messages++;
            return handler(message, cancellationToken);
        };
    }

    private async Task<ModelAnswer> AnalyzeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        calls++;
        switch (Encoding.Latin1.GetString(request.Preview).Split('|'))
        {
            case [Die]:
                ChildLimits.EndNow(3);
                break;
            case [Hold, var busy, var go]:
                await File.WriteAllTextAsync(busy, "busy\n", cancellationToken);
                _ = await File.ReadAllTextAsync(go, cancellationToken);
                break;
        }

        var everywhere = new Extent(new Box(0.1f, 0.2f, 0.3f, 0.4f), new TimeRange(5, 6), 7);
        Finding[] findings =
        [
            new Finding.Label("dog", 12.5f, everywhere),
            new Finding.Text("Straße", 0.5f, new Extent(Page: 2), "de"),
            new Finding.Text("?", 0.25f),
            new Finding.Value("calls", calls.ToString(CultureInfo.InvariantCulture)),
            new Finding.Value("folders", string.Join(' ', arguments.Where(Directory.Exists)), 0.5f),
            new Finding.Vector("first", new float[] { 1, -2, float.NaN }),
            new Finding.Vector("second", new float[] { request.Preview[0], request.Preview.Length }, everywhere),
            new Finding.Value("messages", messages.ToString(CultureInfo.InvariantCulture)),
        ];
        return new ModelAnswer
        {
            Findings = [new FindingSet("test", 3, "model@3", findings)],
            Failed = request.Analyzers.ToDictionary(id => id, id => new Problem(id, "no-model", $"{request.Kind} {request.IsTransparent}")),
            Milliseconds = new Dictionary<string, double> { ["test"] = 1.5 },
        };
    }
}
