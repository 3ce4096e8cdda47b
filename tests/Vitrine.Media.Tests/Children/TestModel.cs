using System.Globalization;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;

namespace Vitrine.Media.Tests.Children;

/// <summary>A "model" that finds one of each case, and what it was started with.</summary>
internal sealed class TestModel(IReadOnlyList<string> arguments)
{
    private int calls;

    public Task<ModelAnswer> AnalyzeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        calls++;
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
        ];
        return Task.FromResult(new ModelAnswer
        {
            Findings = [new FindingSet("test", 3, "model@3", findings)],
            Failed = request.Analyzers.ToDictionary(id => id, id => new Problem(id, "no-model", $"{request.Kind} {request.HasAlpha}")),
            Milliseconds = new Dictionary<string, double> { ["test"] = 1.5 },
        });
    }
}
