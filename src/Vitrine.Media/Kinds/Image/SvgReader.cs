using System.Xml;
using NetVips;

namespace Vitrine.Media.Kinds.Image;

/// <summary>
/// SVG from memory, at a bounded size. It is read as XML first: no document type, and no <c>use</c> elements that multiply.
/// librsvg resolves references against the file's address only, and bytes in memory have none.
/// </summary>
internal static class SvgReader
{
    // librsvg stops at half a million elements; a drawing that repeats parts this often is an attack.
    private const long MaxReferences = 20_000;

    // libvips' lower bound.
    private const double SmallestScale = 0.001;

    /// <exception cref="BadFileException">It is not drawn.</exception>
    public static OpenedImage Open(MediaFile file, int side, DecodeLimits limits)
    {
        var content = file.Content(limits.BytesInMemory) ?? throw new BadFileException(Codes.TooLarge, $"The drawing is larger than {limits.BytesInMemory >> 20} MB.");
        var references = new References();
        using (var stream = new MemoryStream(content, writable: false))
        {
            if (XmlCheck.Refuse(stream, references.Visit) is { } reason)
            {
                throw reason;
            }
        }

        if (references.Expanded() > MaxReferences)
        {
            throw new BadFileException(Codes.Unsafe, "The drawing's parts refer to each other in a circle or too often.");
        }

        var natural = Load(content, 1);
        var longest = Math.Max(natural.FileWidth, natural.FileHeight);
        if (side == 0 || longest <= side)
        {
            return natural;
        }

        natural.Dispose();
        var scaled = Load(content, Math.Max((double)side / longest, SmallestScale));
        VipsReader.CheckPixels(scaled.FileWidth, scaled.FileHeight, limits.BufferedPixels);
        return scaled with { FileWidth = natural.FileWidth, FileHeight = natural.FileHeight };
    }

    private static OpenedImage Load(byte[] content, double scale)
    {
        var source = Source.NewFromMemory(content);
        try
        {
            var image = VipsReader.Load("svgload", source, tolerant: false, ("scale", scale));
            return VipsReader.Describe(image, image.Width, image.Height, false, [], [source], null);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Which element uses which, and how many elements that makes when all are drawn.</summary>
    private sealed class References
    {
        private readonly List<(int Depth, string? Id)> open = [];
        private readonly Dictionary<string, List<string>> uses = [];
        private readonly List<string> drawn = [];

        public void Visit(XmlReader reader)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                return;
            }

            open.RemoveAll(element => element.Depth >= reader.Depth);
            if (reader.LocalName == "use" && (reader.GetAttribute("href") ?? reader.GetAttribute("href", "http://www.w3.org/1999/xlink")) is ['#', .. var target])
            {
                drawn.Add(target);
                foreach (var (_, id) in open)
                {
                    if (id is not null)
                    {
                        (uses.TryGetValue(id, out var list) ? list : uses[id] = []).Add(target);
                    }
                }
            }

            if (!reader.IsEmptyElement)
            {
                open.Add((reader.Depth, reader.GetAttribute("id")));
            }
        }

        public long Expanded()
        {
            var known = new Dictionary<string, long>();
            return drawn.Aggregate(0L, (sum, target) => Math.Min(sum + Count(target, known), long.MaxValue / 4));
        }

        private long Count(string id, Dictionary<string, long> known)
        {
            if (known.TryGetValue(id, out var count))
            {
                return count;
            }

            // Stands while its own parts are counted: meeting it again is a circle.
            known[id] = long.MaxValue / 4;
            var total = 1L;
            foreach (var target in uses.GetValueOrDefault(id) ?? [])
            {
                total = Math.Min(total + Count(target, known), long.MaxValue / 4);
            }

            return known[id] = total;
        }
    }
}
