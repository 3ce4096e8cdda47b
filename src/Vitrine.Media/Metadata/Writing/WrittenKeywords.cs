using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>
/// Keywords in their dialects: those that are written get a new one; a removed one goes from all that are read, or it would come back from there.
/// </summary>
internal static class WrittenKeywords
{
    /// <summary>XMP lists that are read as tags and only cleaned; the separator of a path, where they hold such.</summary>
    private static readonly (string Path, XmpShape Shape, char? Separator)[] OnlyCleaned =
    [
        ("mediapro:CatalogSets", XmpShape.Bag, '|'), ("expressionmedia:CatalogSets", XmpShape.Bag, '|'), ("MicrosoftPhoto:LastKeywordXMP", XmpShape.Bag, '/'), ("MicrosoftPhoto:LastKeywordIPTC", XmpShape.Bag, null),
        ("MicrosoftPhoto1:LastKeywordXMP", XmpShape.Bag, '/'), ("MicrosoftPhoto1:LastKeywordIPTC", XmpShape.Bag, null), ("acdsee:keywords", XmpShape.Bag, null), ("xmp:Keywords", XmpShape.Bag, null), ("photoshop:Keywords", XmpShape.Bag, null),
    ];

    public static void Add(EditLists edits, MembersChange change, PropertyMapping mapping)
    {
        IReadOnlyList<string> texts = Texts(change.Add), all = Texts(change.All);
        foreach (var written in mapping.Write.Where(written => written.Form is WrittenForm.Bag or WrittenForm.Sequence))
        {
            var shape = written.Form == WrittenForm.Bag ? XmpShape.Bag : XmpShape.Seq;
            if (SeparatorOf(mapping, written.Path) is not { } sign)
            {
                edits.Xmp.Add(new XmpEdit(written.Path, shape) { Add = texts, Whole = all, Remove = change.Remove });
                continue;
            }

            // A word below nothing is no path: where no program keeps a list of paths, it would only be one more place to take it out of.
            edits.Xmp.Add(new XmpEdit(written.Path, shape) { Add = Paths(change.Add.Where(member => member.Path.Count > 1), sign), Whole = Paths(change.All, sign), Remove = change.Remove, PathSeparator = sign });
            edits.Xmp.Add(new XmpEdit(written.Path, shape) { Add = Paths(change.Add.Where(member => member.Path.Count <= 1), sign), PathSeparator = sign, OnlyIfThere = true });
        }

        if (mapping.Attribute == "person")
        {
            edits.RemovedPersons.AddRange(change.Remove);
        }

        if (mapping.Attribute != "tag")
        {
            return;
        }

        edits.Xmp.AddRange(OnlyCleaned.Select(one => new XmpEdit(one.Path, one.Shape) { Remove = change.Remove, PathSeparator = one.Separator, OnlyIfThere = true }));
        edits.Xmp.Add(new XmpEdit("pdf:Keywords", XmpShape.Simple) { Add = texts, Remove = change.Remove, Separators = ",;", OnlyIfThere = true });
        edits.RemovedKeywords.AddRange(change.Remove);
        edits.Legacy.Add(new LegacyEdit("IPTC:Keywords") { Add = texts, Whole = all, Remove = change.Remove });
        edits.Legacy.Add(new LegacyEdit("IFD0:XPKeywords") { Add = texts, Remove = change.Remove, Separators = ";", OnlyIfThere = true });
        edits.Legacy.AddRange(((string[])["Keys:Keywords", "ItemList:Keyword", "UserData:Keywords", "PDF:Keywords"])
            .Select(tag => new LegacyEdit(tag) { Add = texts, Remove = change.Remove, Separators = ",;", OnlyIfThere = true }));
    }

    private static string[] Texts(IEnumerable<WrittenMember> members) => [.. members.Select(member => member.Text).Distinct(StringComparer.Ordinal)];

    private static string[] Paths(IEnumerable<WrittenMember> members, char sign) => [.. members.Select(member => Joined(member, sign)).Distinct(StringComparer.Ordinal)];

    /// <summary>Lightroom and digiKam know no escape for their sign: in a word it is written as one that looks like it.</summary>
    private static string Joined(WrittenMember member, char sign) => string.Join(sign, member.Path.Select(word => word.Replace(sign, sign == '/' ? '\u2215' : '/')));

    private static char? SeparatorOf(PropertyMapping mapping, string path)
    {
        var name = path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return mapping.Read.FirstOrDefault(read => read.Rule is "|" or "/" && read.Key.EndsWith(":" + char.ToUpperInvariant(name[0]) + name[1..], StringComparison.Ordinal))?.Rule[0];
    }
}
