using Vitrine.Core.Search;

namespace Vitrine.Core.Tests.Search;

public sealed class SpanBoundsTests
{
    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10 12")]
    [InlineData(3, 3, "3 4")]
    [InlineData(-5, 5, "-6 -4 -2 0 2 4 6")]
    [InlineData(1, 4, "1 1.5 2 2.5 3 3.5 4 4.5")]
    [InlineData(0.011, 0.012, "0.011 0.0112 0.0114 0.0116 0.0118 0.012 0.0122")]
    [InlineData(3, 700, "2 5 10 20 50 100 200 500 1000")]
    [InlineData(2, 9e6, "1 10 100 1000 10000 100000 1000000 10000000")]
    public void Bounds_AreRound_AndHoldWhatThereIs(double least, double greatest, string expected) =>
        Assert.Equal(expected, string.Join(' ', SpanBounds.Of(least, greatest).Select(bound => new QueryValue.Number(bound).ToString())));

    [Fact]
    public void Bounds_OfAnyNumbers_AscendAndAreFew()
    {
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++)
        {
            double Number() => random.Next(8) switch { 0 => 0, 1 => 1e15, 2 => -1e300, 3 => double.MaxValue, 4 => 1e-12, _ => (random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-10, 14)) };
            var (one, other) = (Number(), Number());
            var (least, greatest) = (Math.Min(one, other), Math.Max(one, other));
            var bounds = SpanBounds.Of(least, greatest);
            Assert.True(bounds.Count is >= 2 and <= 32, $"{least} to {greatest}: {bounds.Count}");
            Assert.All(bounds.Zip(bounds.Skip(1)), pair => Assert.True(pair.First < pair.Second));
            Assert.True(bounds[0] <= (decimal)Math.Clamp(least, -1e15, 1e15) && bounds[^1] > (decimal)Math.Clamp(greatest, -1e15, 1e15), $"{least} to {greatest}: {string.Join(' ', bounds)}");
        }
    }
}
