using System.Text;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>Makes of edits outside of XMP the arguments that have exiftool carry them out, for a file that says <paramref name="there"/>.</summary>
/// <param name="iptcEncoding">Of what the file has in IPTC, as exiftool calls it.</param>
internal sealed class LegacyArguments(TagIndex there, string iptcEncoding)
{
    /// <summary>Bytes of the longest keyword that IPTC holds (IIM 4.2, 2:25).</summary>
    private const int LongestKeyword = 64;
    private static readonly string[] Exif = ["IFD0", "ExifIFD", "GPS", "SubIFD"];

    private readonly bool hasIptc = there.All.Any(tag => tag.Group == "IPTC");
    private readonly bool hasExif = there.All.Any(tag => Exif.Contains(tag.Group));

    /// <summary>The arguments, one a line of exiftool's -@ files; none where the file needs no change outside of XMP.</summary>
    public IReadOnlyList<string> Of(IReadOnlyList<LegacyEdit> edits)
    {
        var set = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var edit in edits)
        {
            var was = Members(edit);
            if (Applies(edit, was) && Wanted(edit, was) is { } values && !values.SequenceEqual(was, StringComparer.Ordinal))
            {
                set[edit.Tag] = Joined(edit, values);
            }
        }

        if (set.Count == 0)
        {
            return [];
        }

        // Values come as HTML says them: exiftool's other way to have more than one line in one, C strings, puts a backslash before @ and $.
        List<string> arguments = ["-E"];
        var iptc = set.Keys.Where(tag => tag.StartsWith("IPTC:", StringComparison.Ordinal)).ToArray();
        if (iptc.Length > 0)
        {
            // What stands in an old code page is written again as UTF-8, so that one file speaks one encoding; the rest stays as it is, also where it is longer than IPTC allows.
            string[] old = [.. there.All.Where(tag => tag.Group == "IPTC" && !Ascii.IsValid(tag.Raw)).Select(tag => $"IPTC:{tag.Name}").Distinct(StringComparer.Ordinal).Except(iptc, StringComparer.Ordinal)];
            arguments.AddRange(["-charset", $"iptc={iptcEncoding}"]);
            arguments.AddRange(old.Length == 0 || iptcEncoding == "UTF8" ? [] : ["-tagsFromFile", "@", .. old.Select(tag => "-" + tag)]);
            arguments.AddRange(["-IPTC:CodedCharacterSet=UTF8", "-Photoshop:IPTCDigest=new"]);
        }

        foreach (var (tag, values) in set)
        {
            arguments.AddRange(values.Count == 0 ? [$"-{tag}="] : values.Select(value => $"-{tag}={Escaped(value)}"));
        }

        return arguments;
    }

    private bool Applies(LegacyEdit edit, IReadOnlyList<string> was) =>
        was.Count > 0 || (!edit.OnlyIfThere && (edit.Values is { Count: > 0 } || edit.Add.Count > 0) && (edit.Group == "IPTC" ? hasIptc : Exif.Contains(edit.Group) && hasExif));

    private IReadOnlyList<string> Members(LegacyEdit edit)
    {
        var found = there.Find(edit.Tag.TrimEnd('#')).Select(tag => tag.Raw);
        return [.. edit.Separators is { } separators ? found.SelectMany(text => text.Split([.. separators], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : found];
    }

    private static IReadOnlyList<string> Wanted(LegacyEdit edit, IReadOnlyList<string> was)
    {
        var add = was.Count == 0 && edit.Add.Count > 0 ? edit.Whole ?? edit.Add : edit.Add;
        var values = edit.Values ?? [.. was.Except(edit.Remove, StringComparer.Ordinal).Union(add, StringComparer.Ordinal)];
        return edit.Tag == "IPTC:Keywords" ? [.. values.Where(value => Encoding.UTF8.GetByteCount(value) <= LongestKeyword)] : values;
    }

    private static IReadOnlyList<string> Joined(LegacyEdit edit, IReadOnlyList<string> values) =>
        edit.Separators is { Length: > 0 } separators && values.Count > 0 ? [string.Join(separators[0], values)] : values;

    /// <summary>As exiftool reads text after <c>-E</c>: what would end the line or mean something in HTML stands as a reference. White space at the ends has no meaning there.</summary>
    private static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var letter in value.Where(letter => letter != '\0'))
        {
            text.Append(letter switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\n' => "&#10;",
                '\r' => "&#13;",
                '\t' => "&#9;",
                _ => letter.ToString(),
            });
        }

        return text.ToString();
    }
}
