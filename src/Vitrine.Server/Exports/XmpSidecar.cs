using System.Globalization;
using System.Text;
using System.Xml;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;

namespace Vitrine.Server.Exports;

/// <summary>
/// What the library says about an asset as an XMP packet (ISO 16684-1; properties of Dublin Core, XMP basic, Photoshop, IPTC Core 1.3, and the keyword trees
/// of Lightroom and digiKam), for a file of its own beside the asset's.
/// </summary>
internal static class XmpSidecar
{
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private const string Dc = "http://purl.org/dc/elements/1.1/";
    private const string Xmp = "http://ns.adobe.com/xap/1.0/";
    private const string Photoshop = "http://ns.adobe.com/photoshop/1.0/";
    private const string Exif = "http://ns.adobe.com/exif/1.0/";
    private const string Iptc = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
    private const string Lightroom = "http://ns.adobe.com/lightroom/1.0/";
    private const string DigiKam = "http://www.digikam.org/ns/1.0/";
    private const string Vitrine = "urn:vitrine:ns:1.0#";

    private static readonly (string Prefix, string Uri)[] Prefixes =
    [
        ("dc", Dc), ("xmp", Xmp), ("photoshop", Photoshop), ("exif", Exif), ("Iptc4xmpCore", Iptc), ("lr", Lightroom), ("digiKam", DigiKam), ("vitrine", Vitrine),
    ];

    /// <summary>The packet in UTF-8.</summary>
    /// <param name="id">The asset's public id.</param>
    /// <param name="sha256">Of the bytes that it describes.</param>
    public static byte[] Write(string id, byte[] sha256, ExportedWords words)
    {
        using var content = new MemoryStream();
        using (var xml = XmlWriter.Create(content, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = " ", NewLineChars = "\n", CheckCharacters = true }))
        {
            // ISO 16684-1, 7.3.2: the packet's beginning and its fixed id.
            xml.WriteProcessingInstruction("xpacket", "begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"");
            xml.WriteStartElement("x", "xmpmeta", "adobe:ns:meta/");
            xml.WriteStartElement("rdf", "RDF", Rdf);
            xml.WriteStartElement("rdf", "Description", Rdf);
            xml.WriteAttributeString("rdf", "about", Rdf, "");
            foreach (var (prefix, uri) in Prefixes)
            {
                xml.WriteAttributeString("xmlns", prefix, null, uri);
            }

            Properties(xml, id, sha256, words);
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteProcessingInstruction("xpacket", "end=\"w\"");
        }

        return content.ToArray();
    }

    private static void Properties(XmlWriter xml, string id, byte[] sha256, ExportedWords words)
    {
        Alternatives(xml, Dc, "title", words.Titles);
        Alternatives(xml, Dc, "description", words.Descriptions);
        Alternatives(xml, Dc, "rights", words.Copyrights);
        List(xml, Dc, "creator", "Seq", words.Creator is { } creator ? [creator] : []);
        List(xml, Dc, "subject", "Bag", [.. words.Tags.Select(tag => tag.Label).Distinct(StringComparer.Ordinal)]);
        List(xml, Lightroom, "hierarchicalSubject", "Bag", [.. words.Tags.Select(tag => string.Join('|', tag.Path.Select(label => label.Replace('|', '/'))))]);
        List(xml, DigiKam, "TagsList", "Seq", [.. words.Tags.Select(tag => string.Join('/', tag.Path.Select(label => label.Replace('/', '\u2215'))))]);
        Value(xml, Xmp, "Rating", words.Rating?.ToString("0.##", CultureInfo.InvariantCulture));
        var taken = words.TakenAt is { } date ? Date(date) : null;
        Value(xml, Exif, "DateTimeOriginal", taken);
        Value(xml, Photoshop, "DateCreated", taken);
        if (words.Place is { } place)
        {
            Value(xml, Photoshop, "City", place.Town);
            Value(xml, Photoshop, "State", place.Region);
            Value(xml, Iptc, "CountryCode", place.Country);
            Value(xml, Exif, "GPSLatitude", Coordinate(place.Latitude, 'N', 'S'));
            Value(xml, Exif, "GPSLongitude", Coordinate(place.Longitude, 'E', 'W'));
        }

        Value(xml, Vitrine, "Asset", id);
        Value(xml, Vitrine, "Sha256", Convert.ToHexStringLower(sha256));
    }

    private static void Value(XmlWriter xml, string uri, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            xml.WriteElementString(name, uri, Legal(value));
        }
    }

    /// <summary>An alternative array; the one without a language is the default.</summary>
    private static void Alternatives(XmlWriter xml, string uri, string name, IReadOnlyDictionary<string, string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        xml.WriteStartElement(name, uri);
        xml.WriteStartElement("rdf", "Alt", Rdf);

        // ISO 16684-1, 8.2.2.4: there is always a default, and it comes first.
        Item("x-default", ExportedWords.One(texts)!);
        foreach (var (language, text) in texts.Where(text => text.Key.Length > 0).OrderBy(text => text.Key, StringComparer.Ordinal))
        {
            Item(language, text);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();

        void Item(string language, string text)
        {
            xml.WriteStartElement("rdf", "li", Rdf);
            xml.WriteAttributeString("xml", "lang", null, language);
            xml.WriteString(Legal(text));
            xml.WriteEndElement();
        }
    }

    private static void List(XmlWriter xml, string uri, string name, string kind, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        xml.WriteStartElement(name, uri);
        xml.WriteStartElement("rdf", kind, Rdf);
        foreach (var item in items)
        {
            xml.WriteElementString("rdf", "li", Rdf, Legal(item));
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>As much of an ISO 8601 date as is known (ISO 16684-1, 8.2.1.2); never a zone that nobody said.</summary>
    internal static string? Date(ClaimValue.Date date)
    {
        if (date.Precision < DatePrecision.Year)
        {
            return null;
        }

        var known = AssetProjection.Sortable(date);
        return date.OffsetMinutes is { } offset && date.Precision >= DatePrecision.Minute
            ? known + string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:00}:{Math.Abs(offset) % 60:00}")
            : known;
    }

    /// <summary>A GPS coordinate as "DDD,MM.mmmmmmk" (XMP specification part 2, 1.2.7.4).</summary>
    private static string? Coordinate(double? degrees, char positive, char negative)
    {
        if (degrees is not { } value || !double.IsFinite(value))
        {
            return null;
        }

        var whole = (int)Math.Abs(value);
        var minutes = (Math.Abs(value) - whole) * 60;
        return string.Create(CultureInfo.InvariantCulture, $"{whole},{minutes:0.000000}{(value < 0 ? negative : positive)}");
    }

    /// <summary>Without the characters that XML cannot hold.</summary>
    private static string Legal(string text)
    {
        if (text.All(letter => XmlConvert.IsXmlChar(letter)))
        {
            return text;
        }

        var legal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                legal.Append(text[i]).Append(text[++i]);
            }
            else
            {
                legal.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\ufffd');
            }
        }

        return legal.ToString();
    }
}
