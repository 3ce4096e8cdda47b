namespace Vitrine.Core.Search;

/// <summary>Where the spans of histograms begin: at round numbers.</summary>
public static class SpanBounds
{
    /// <summary>About so many spans over what there is.</summary>
    private const int Wanted = 8;

    /// <summary>From so many times the least on, spans grow with the numbers: a price of 5 and one of 5,000 are told apart either way.</summary>
    private const decimal Wide = 50;

    private static readonly decimal[] Round = [1, 2, 5];

    /// <summary>Round numbers of which the first is not above the least and the last is above the greatest, ascending; two at least, about ten at most.</summary>
    /// <param name="least">Not above <paramref name="greatest"/>; beyond ±10^15 both are taken as that.</param>
    public static IReadOnlyList<decimal> Of(double least, double greatest)
    {
        const double Most = 1e15;
        var (low, high) = ((decimal)Math.Clamp(least, -Most, Most), (decimal)Math.Clamp(greatest, -Most, Most));
        return low > 0 && high / low > Wide ? Growing(low, high) : Even(low, high);
    }

    private static List<decimal> Even(decimal low, decimal high)
    {
        var step = low == high ? 1 : AtLeast((high - low) / Wanted);
        var bounds = new List<decimal> { Math.Floor(low / step) * step };
        while (bounds[^1] <= high)
        {
            bounds.Add(bounds[^1] + step);
        }

        return bounds;
    }

    /// <summary>1, 2, 5, 10 …, or where that were many, 1, 10, 100 … .</summary>
    private static List<decimal> Growing(decimal low, decimal high)
    {
        var isFar = high / low > 1_000;
        var power = Power(low);
        var bounds = new List<decimal>();
        while (bounds.Count == 0 || bounds[^1] <= high)
        {
            bounds.AddRange((isFar ? Round.Take(1) : Round).Select(one => one * power));
            power *= 10;
        }

        return [.. bounds.Where((bound, i) => (i + 1 == bounds.Count || bounds[i + 1] > low) && (i == 0 || bounds[i - 1] <= high))];
    }

    /// <summary>The least round number that is not below this one.</summary>
    private static decimal AtLeast(decimal number)
    {
        var power = Power(number);
        return Round.Append(10).Select(one => one * power).First(one => one >= number);
    }

    /// <summary>The greatest power of ten that is not above a number above 0.</summary>
    private static decimal Power(decimal number)
    {
        var power = 1m;
        while (power > number)
        {
            power /= 10;
        }

        while (power * 10 <= number)
        {
            power *= 10;
        }

        return power;
    }
}
