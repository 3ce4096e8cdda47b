using System.Globalization;
using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>Sheets in their order, each begun by its name; a row is a line. Formulas give the value they had (ECMA-376 part 1, section 18.3).</summary>
internal static class SheetText
{
    private const string Workbook = "xl/workbook.xml";

    public static DocumentText Read(byte[] content)
    {
        using var parts = new OfficeParts(content);
        var strings = Strings(parts);
        var isDate = DateStyles(parts);
        var text = new PageText();
        foreach (var (name, part, from1904) in Sheets(parts).DistinctBy(sheet => sheet.Part))
        {
            if (text.IsFull)
            {
                break;
            }

            text.Add(name);
            text.EndLine();
            parts.Visit(part, new Cells(text, strings, isDate, from1904).Visit);
            text.EndPage();
        }

        return text.ToText();
    }

    private static List<(string Name, string Part, bool From1904)> Sheets(OfficeParts parts)
    {
        var relations = parts.Relations(Workbook);
        var sheets = new List<(string, string, bool)>();
        var from1904 = false;
        parts.Visit(Workbook, reader =>
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                return;
            }

            if (reader.LocalName == "workbookPr")
            {
                from1904 = reader.GetAttribute("date1904") is "1" or "true";
            }
            else if (reader.LocalName == "sheet" && OfficeParts.RelationId(reader) is { } id && relations.TryGetValue(id, out var sheet))
            {
                sheets.Add((reader.GetAttribute("name") ?? "", sheet.Part, from1904));
            }
        });
        return sheets;
    }

    private static List<string> Strings(OfficeParts parts)
    {
        var strings = new List<string>();
        var current = new System.Text.StringBuilder();
        var room = DocumentText.MostCharacters;
        var shown = new ShownText("t");
        parts.Visit("xl/sharedStrings.xml", reader =>
        {
            var counts = shown.Counts(reader);
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "si") when reader.IsEmptyElement:
                    strings.Add("");
                    break;
                case (XmlNodeType.EndElement, "si"):
                    strings.Add(current.ToString());
                    current.Clear();
                    break;
                case var _ when counts && room >= reader.Value.Length:
                    current.Append(reader.Value);
                    room -= reader.Value.Length;
                    break;
            }
        });
        return strings;
    }

    /// <summary>Which cell formats show a number as a date or time: the built-in ones, and own ones that name days, months or hours (section 18.8.30).</summary>
    private static List<bool> DateStyles(OfficeParts parts)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        var styles = new List<bool>();
        var inFormats = false;
        parts.Visit("xl/styles.xml", reader =>
        {
            if (reader.LocalName == "cellXfs")
            {
                inFormats = reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "numFmt" && IsDateFormat(reader.GetAttribute("formatCode") ?? ""))
            {
                own.Add(reader.GetAttribute("numFmtId") ?? "");
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "xf" && inFormats)
            {
                var id = reader.GetAttribute("numFmtId") ?? "";
                styles.Add(own.Contains(id) || (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58)));
            }
        });
        return styles;
    }

    internal static bool IsDateFormat(string code)
    {
        var (quoted, bracketed) = (false, false);
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '[':
                    bracketed = true;
                    break;
                case ']':
                    bracketed = false;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case 'y' or 'Y' or 'd' or 'D' or 'm' or 'M' or 'h' or 'H' when !quoted && !bracketed:
                    return true;
            }
        }

        return false;
    }

    /// <summary>Which texts are shown: those inside some elements, but not the reading aids above them (section 18.4.6).</summary>
    private sealed class ShownText(params string[] elements)
    {
        private bool inText;
        private bool inPhonetic;

        /// <summary>To be asked at every node: whether it is such a text.</summary>
        public bool Counts(XmlReader reader)
        {
            var begins = reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
            if (reader.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
            {
                inText = elements.Contains(reader.LocalName) ? begins : inText;
                inPhonetic = reader.LocalName == "rPh" ? begins : inPhonetic;
            }

            return inText && !inPhonetic && reader.NodeType is (XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA);
        }
    }

    private sealed class Cells(PageText into, List<string> strings, List<bool> isDate, bool from1904)
    {
        private readonly System.Text.StringBuilder value = new();
        private readonly ShownText shown = new("t", "v");
        private string type = "n";
        private int style = -1;

        public void Visit(XmlReader reader)
        {
            var counts = shown.Counts(reader);
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "c"):
                    type = reader.GetAttribute("t") ?? "n";
                    style = int.TryParse(reader.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
                    value.Clear();
                    break;
                case var _ when counts && value.Length < DocumentText.MostCharacters:
                    value.Append(reader.Value);
                    break;
                case (XmlNodeType.EndElement, "c"):
                    into.Add(Shown(value.ToString()));
                    into.Space();
                    break;
                case (XmlNodeType.EndElement, "row"):
                    into.EndLine();
                    break;
            }
        }

        private string Shown(string raw) => type switch
        {
            "s" => int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < strings.Count ? strings[index] : "",
            "b" => raw == "1" ? "TRUE" : "FALSE",
            "n" when style >= 0 && style < isDate.Count && isDate[style] && double.TryParse(raw, CultureInfo.InvariantCulture, out var days) => Date(days) ?? raw,
            _ => raw,
        };

        /// <summary>Days since the end of 1899, or since 1904; before 1 March 1900 one off, as the 29 February that never was has it.</summary>
        private string? Date(double days)
        {
            days += from1904 ? 1462 : 0;
            if (days is not (>= 0 and < 2_958_466))
            {
                return null;
            }

            var time = new DateTime(1899, 12, 30).AddSeconds(Math.Round((days < 60 ? days + 1 : days) * 86_400));
            return time.ToString(
                days < 1 ? "HH:mm:ss" : time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        }
    }
}
