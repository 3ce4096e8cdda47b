using Vitrine.Core.Places;

namespace Vitrine.Media.Places;

/// <summary>
/// The nearest of many points on the earth: a k-d tree over their unit vectors (Bentley 1975), in which the date line and the poles are nothing special.
/// Balanced, without nodes: the middle of each range of the order parts it.
/// </summary>
internal sealed class TownTree
{
    private readonly float[] vectors;
    private readonly int[] order;

    public TownTree(TownTable towns)
    {
        Towns = towns;
        vectors = new float[3 * towns.Count];
        order = new int[towns.Count];
        for (var i = 0; i < towns.Count; i++)
        {
            order[i] = i;
            var (x, y, z) = Vector(towns.PositionOf(i));
            (vectors[3 * i], vectors[(3 * i) + 1], vectors[(3 * i) + 2]) = (x, y, z);
        }

        Part(0, order.Length, 0);
    }

    public TownTable Towns { get; }

    /// <summary>The town nearest to a position, at most so far away, and of one country where it is named; null where there is none.</summary>
    /// <param name="country">A number of <see cref="TownTable.NumberOf"/>; null = any.</param>
    public (int Town, double Kilometres)? Nearest(GeoPosition position, double kilometres, int? country = null)
    {
        var search = new Search(this, Vector(position), Chord(kilometres), country);
        search.Look(0, order.Length, 0);
        return search.Found < 0 ? null : (search.Found, Towns.PositionOf(search.Found).DistanceTo(position));
    }

    /// <summary>How many towns are within a distance: in and around a large city there are many.</summary>
    public int CountWithin(GeoPosition position, double kilometres)
    {
        var count = 0;
        Count(Vector(position), Chord(kilometres), 0, order.Length, 0, ref count);
        return count;
    }

    /// <summary>The square of the straight line through the earth, in radii.</summary>
    private static float Chord(double kilometres)
    {
        var half = Math.Sin(Math.Min(Math.PI / 2, kilometres / GeoPosition.EarthRadius / 2));
        return (float)(4 * half * half);
    }

    private static (float X, float Y, float Z) Vector(GeoPosition position)
    {
        var (latitude, longitude) = (double.DegreesToRadians(position.Latitude), double.DegreesToRadians(position.Longitude));
        return ((float)(Math.Cos(latitude) * Math.Cos(longitude)), (float)(Math.Cos(latitude) * Math.Sin(longitude)), (float)Math.Sin(latitude));
    }

    private static float Of((float X, float Y, float Z) vector, int axis) => axis switch { 0 => vector.X, 1 => vector.Y, _ => vector.Z };

    private float Distance(int town, (float X, float Y, float Z) from)
    {
        var (x, y, z) = (vectors[3 * town] - from.X, vectors[(3 * town) + 1] - from.Y, vectors[(3 * town) + 2] - from.Z);
        return (x * x) + (y * y) + (z * z);
    }

    private void Part(int from, int to, int axis)
    {
        if (to - from < 2)
        {
            return;
        }

        var middle = (from + to) / 2;
        Select(from, to - 1, middle, axis);
        Part(from, middle, (axis + 1) % 3);
        Part(middle + 1, to, (axis + 1) % 3);
    }

    /// <summary>Brings the middle one to its place, the smaller before it and the greater behind (Hoare 1961).</summary>
    private void Select(int left, int right, int middle, int axis)
    {
        while (left < right)
        {
            var pivot = vectors[(3 * order[(left + right) / 2]) + axis];
            var (low, high) = (left, right);
            while (low <= high)
            {
                while (vectors[(3 * order[low]) + axis] < pivot)
                {
                    low++;
                }

                while (vectors[(3 * order[high]) + axis] > pivot)
                {
                    high--;
                }

                if (low <= high)
                {
                    (order[low], order[high]) = (order[high], order[low]);
                    low++;
                    high--;
                }
            }

            if (middle <= high)
            {
                right = high;
            }
            else if (middle >= low)
            {
                left = low;
            }
            else
            {
                return;
            }
        }
    }

    private void Count((float X, float Y, float Z) from, float within, int start, int end, int axis, ref int count)
    {
        if (start >= end)
        {
            return;
        }

        var middle = (start + end) / 2;
        count += Distance(order[middle], from) <= within ? 1 : 0;
        var beside = Of(from, axis) - vectors[(3 * order[middle]) + axis];
        if (beside <= 0 || beside * beside <= within)
        {
            Count(from, within, start, middle, (axis + 1) % 3, ref count);
        }

        if (beside >= 0 || beside * beside <= within)
        {
            Count(from, within, middle + 1, end, (axis + 1) % 3, ref count);
        }
    }

    private struct Search(TownTree tree, (float X, float Y, float Z) from, float within, int? country)
    {
        private float best = within;

        public int Found { get; private set; } = -1;

        public void Look(int start, int end, int axis)
        {
            if (start >= end)
            {
                return;
            }

            var middle = (start + end) / 2;
            var town = tree.order[middle];
            var distance = tree.Distance(town, from);

            // Of two at the same place the one that comes first in the data, whatever the tree looks like.
            if ((distance < best || (distance == best && (Found < 0 || town < Found))) && (country is null || tree.Towns.CountryNumberOf(town) == country))
            {
                (best, Found) = (distance, town);
            }

            var beside = Of(from, axis) - tree.vectors[(3 * town) + axis];
            var next = (axis + 1) % 3;
            Look(beside < 0 ? start : middle + 1, beside < 0 ? middle : end, next);
            if (beside * beside <= best)
            {
                Look(beside < 0 ? middle + 1 : start, beside < 0 ? end : middle, next);
            }
        }
    }
}
