using System.Globalization;
using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>A part of the picture that shows somebody or something.</summary>
/// <param name="Name">Who or what.</param>
/// <param name="Type"><c>Face</c> or <c>Pet</c>; null for other objects, for which MWG has no word.</param>
/// <param name="X">Of the box's left side, in fractions of the upright frame; the others likewise.</param>
public sealed record XmpRegion(string Name, string? Type, double X, double Y, double Width, double Height);

/// <summary>Regions as the Metadata Working Group has them (guidelines 2.0, 5.9): boxes by their middle, in fractions of the frame that was measured.</summary>
internal static class XmpRegions
{
    private static readonly XName Regions = XmpNamespaces.Name("mwg-rs:Regions"), List = XmpNamespaces.Name("mwg-rs:RegionList"), Applied = XmpNamespaces.Name("mwg-rs:AppliedToDimensions"),
        Area = XmpNamespaces.Name("mwg-rs:Area"), Name = XmpNamespaces.Name("mwg-rs:Name"), Type = XmpNamespaces.Name("mwg-rs:Type"), Extensions = XmpNamespaces.Name("mwg-rs:Extensions"),
        Mark = XmpNamespaces.Name("vitrine:Region");

    /// <summary>
    /// Ours are known by a mark in the extensions that MWG leaves room for. One that another program has drawn already, with this name in about this place, is not drawn twice.
    /// </summary>
    /// <param name="width">Of the upright picture, in pixels.</param>
    public static void Replace(XmpTree tree, IReadOnlyList<XmpRegion> regions, int width, int height)
    {
        var top = tree.Top;
        if (!top.Has(Regions) && regions.Count == 0)
        {
            return;
        }

        var holder = XmpTree.StructureOf(top.Make(Regions));
        var array = XmpTree.MakeArray(holder.Make(List), "Bag");
        foreach (var item in XmpTree.ItemsOf(array).Where(IsOurs))
        {
            XmpLayout.Remove(item);
        }

        var foreign = XmpTree.ItemsOf(array).ToList();
        foreach (var region in regions.Where(region => !foreign.Exists(item => Shows(item, region))))
        {
            Write(XmpTree.AddItem(array, null), region);
        }

        if (XmpTree.ItemsOf(array).Count == 0)
        {
            top.Remove(Regions);
        }
        else if (!holder.Has(Applied))
        {
            var size = XmpTree.StructureOf(holder.Make(Applied));
            size.SetText(XmpNamespaces.Name("stDim:w"), Number(width));
            size.SetText(XmpNamespaces.Name("stDim:h"), Number(height));
            size.SetText(XmpNamespaces.Name("stDim:unit"), "pixel");
        }
    }

    private static void Write(XElement item, XmpRegion region)
    {
        var holder = XmpTree.StructureOf(item);
        var area = XmpTree.StructureOf(holder.Make(Area));
        area.SetText(XmpNamespaces.Name("stArea:x"), Number(region.X + (region.Width / 2)));
        area.SetText(XmpNamespaces.Name("stArea:y"), Number(region.Y + (region.Height / 2)));
        area.SetText(XmpNamespaces.Name("stArea:w"), Number(region.Width));
        area.SetText(XmpNamespaces.Name("stArea:h"), Number(region.Height));
        area.SetText(XmpNamespaces.Name("stArea:unit"), "normalized");
        holder.SetText(Name, XmpEditor.Legal(region.Name));
        if (region.Type is { } type)
        {
            holder.SetText(Type, type);
        }

        XmpTree.StructureOf(holder.Make(Extensions)).SetText(Mark, "1");
    }

    private static bool IsOurs(XElement item) => item.Descendants(Mark).Any() || item.DescendantsAndSelf().Any(element => element.Attribute(Mark) is not null);

    private static bool Shows(XElement item, XmpRegion region)
    {
        const double near = 0.05;
        return Field(item, Name) == region.Name
            && Math.Abs(Coordinate(item, "stArea:x") - region.X - (region.Width / 2)) < near
            && Math.Abs(Coordinate(item, "stArea:y") - region.Y - (region.Height / 2)) < near;
    }

    private static double Coordinate(XElement item, string name) =>
        double.TryParse(Field(item, XmpNamespaces.Name(name)), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string? Field(XElement item, XName name) =>
        item.DescendantsAndSelf().Select(element => element.Name == name ? element.Value : (string?)element.Attribute(name)).FirstOrDefault(text => text is not null);

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
