using System.Globalization;
using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>Regions as the Metadata Working Group has them (guidelines 2.0, 5.9): boxes by their middle, in fractions of the frame that was measured.</summary>
internal static class XmpRegions
{
    private static readonly XName Regions = XmpNamespaces.Name("mwg-rs:Regions"), List = XmpNamespaces.Name("mwg-rs:RegionList"), Applied = XmpNamespaces.Name("mwg-rs:AppliedToDimensions"),
        Area = XmpNamespaces.Name("mwg-rs:Area"), Name = XmpNamespaces.Name("mwg-rs:Name"), Type = XmpNamespaces.Name("mwg-rs:Type"), Extensions = XmpNamespaces.Name("mwg-rs:Extensions"),
        Mark = XmpNamespaces.Name("vitrine:Region");

    /// <summary>Two boxes of one name whose middles are this near to each other, in fractions of the frame, are one.</summary>
    internal const double Near = 0.05;

    /// <summary>What rounding does.</summary>
    internal const double Same = 0.002;

    /// <summary>
    /// Ours are known by a mark in the extensions that MWG leaves room for. One that another program has drawn already, with this name in about this place, is not drawn twice.
    /// </summary>
    public static void Replace(XmpTree tree, IReadOnlyList<XmpRegion> regions, PictureFrame frame)
    {
        var top = tree.Top;
        var there = top.Has(Regions) ? top.Find(Regions) : null;
        var isStrange = there is { HasElements: true } && XmpTree.FindStructure(there) is null;
        if (isStrange || (regions.Count == 0 && (there is null || !IsOurs(there))))
        {
            // Nothing to say, or what stands there is none that this could add to: it is left alone.
            return;
        }

        var holder = XmpTree.StructureOf(top.Make(Regions));
        var array = XmpTree.MakeArray(holder.Make(List), "Bag");
        List<XElement> foreign = [.. XmpTree.ItemsOf(array).Where(item => !IsOurs(item))], ours = [.. XmpTree.ItemsOf(array).Except(foreign)];
        List<Stored> wanted = [.. regions.Select(region => Stored.Of(region, frame)).Where(region => !foreign.Exists(item => region.IsIn(item, Near)))];
        if (wanted.Count != ours.Count || !wanted.TrueForAll(region => ours.Exists(item => region.IsIn(item, Same))))
        {
            ours.ForEach(XmpLayout.Remove);
            wanted.ForEach(region => Write(XmpTree.AddItem(array, null), region));
        }

        if (XmpTree.ItemsOf(array).Count == 0)
        {
            top.Remove(Regions);
        }
        else if (wanted.Count > 0 && !holder.Has(Applied) && frame is { Width: > 0, Height: > 0 })
        {
            var (width, height) = StoredFrame.IsOnItsSide(frame.Orientation) ? (frame.Height, frame.Width) : (frame.Width, frame.Height);
            var size = XmpTree.StructureOf(holder.Make(Applied));
            size.SetText(XmpNamespaces.Name("stDim:w"), Number(width));
            size.SetText(XmpNamespaces.Name("stDim:h"), Number(height));
            size.SetText(XmpNamespaces.Name("stDim:unit"), "pixel");
        }
    }

    private static void Write(XElement item, Stored region)
    {
        var holder = XmpTree.StructureOf(item);
        var area = XmpTree.StructureOf(holder.Make(Area));
        area.SetText(XmpNamespaces.Name("stArea:x"), Number(region.X));
        area.SetText(XmpNamespaces.Name("stArea:y"), Number(region.Y));
        area.SetText(XmpNamespaces.Name("stArea:w"), Number(region.Width));
        area.SetText(XmpNamespaces.Name("stArea:h"), Number(region.Height));
        area.SetText(XmpNamespaces.Name("stArea:unit"), "normalized");
        holder.SetText(Name, region.Name);
        if (region.Type is { } type)
        {
            holder.SetText(Type, type);
        }

        XmpTree.StructureOf(holder.Make(Extensions)).SetText(Mark, "1");
    }

    internal static bool IsOurs(XElement item) => item.Descendants(Mark).Any() || item.DescendantsAndSelf().Any(element => element.Attribute(Mark) is not null);

    private static double Coordinate(XElement item, string name) =>
        double.TryParse(Field(item, XmpNamespaces.Name(name)), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string? Field(XElement item, XName name) =>
        item.DescendantsAndSelf().Select(element => element.Name == name ? element.Value : (string?)element.Attribute(name)).FirstOrDefault(text => text is not null);

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A region as it stands in the packet: its middle and its size in fractions of the stored frame.</summary>
    private sealed record Stored(string Name, string? Type, double X, double Y, double Width, double Height)
    {
        public static Stored Of(XmpRegion region, PictureFrame frame)
        {
            var box = StoredFrame.Stored((region.X, region.Y, region.Width, region.Height), frame.Orientation);
            return new Stored(XmpEditor.Legal(region.Name), region.Type, box.X + (box.Width / 2), box.Y + (box.Height / 2), box.Width, box.Height);
        }

        /// <param name="near">Of the middles, and where it is that of rounding, of the sizes too.</param>
        public bool IsIn(XElement item, double near) => Field(item, XmpRegions.Name) == Name
            && Math.Abs(Coordinate(item, "stArea:x") - X) < near && Math.Abs(Coordinate(item, "stArea:y") - Y) < near
            && (near > Same || (Field(item, XmpRegions.Type) == Type && Math.Abs(Coordinate(item, "stArea:w") - Width) < near && Math.Abs(Coordinate(item, "stArea:h") - Height) < near));
    }
}
