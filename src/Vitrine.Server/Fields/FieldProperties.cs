using System.Text.RegularExpressions;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Media.Metadata.Mapping;
using Vitrine.Media.Metadata.Writing;

namespace Vitrine.Server.Fields;

/// <summary>Where fields stand in files: in properties that they name, and beside them in one of our own namespace, which has the field's name.</summary>
internal static partial class FieldProperties
{
    /// <summary>
    /// How a field is read and written. What earlier releases wrote, under the field's id, is read too.
    /// </summary>
    public static PropertyMapping MappingOf(Field field)
    {
        var (attribute, isSet) = (field.Attribute.Name, field.Type.IsSet);
        var byId = WrittenEdits.MappingOf(attribute, isSet, PropertyMap.Shipped);
        var own = Plain().IsMatch(field.Name) ? WrittenEdits.OwnMapping(attribute, field.Name, isSet) : byId;
        var named = PropertyMapping.OfField(attribute, languages: false, isSet, field.Reads, field.Writes);
        return named with { Read = [.. named.Read.Concat(own.Read).Union(byId.Read)], Write = named.Write.Count > 0 ? named.Write : own.Write };
    }

    /// <summary>What is wrong with the properties that a field names; null where nothing is.</summary>
    public static ValueProblem? Problem(Field field, FieldSchema schema)
    {
        foreach (var (prefix, uri) in field.Namespaces)
        {
            if (!Prefix().IsMatch(prefix) || !Uri.TryCreate(uri, UriKind.Absolute, out _))
            {
                return new ValueProblem(field.Name, "namespaces", $"\"{FieldReader.Short(prefix)}\": \"{FieldReader.Short(uri)}\" is no namespace.", "a prefix of letters and digits, and an absolute URI");
            }

            if ((PropertyMap.Shipped.Namespaces.GetValueOrDefault(prefix) ?? schema.Live.FirstOrDefault(other => other.Name != field.Name && other.Namespaces.ContainsKey(prefix))?.Namespaces[prefix]) is { } known
                && known != uri)
            {
                return new ValueProblem(field.Name, "namespaces", $"{prefix} is the prefix of {known}.", "another prefix");
            }
        }

        foreach (var (member, names) in ((string Member, IReadOnlyList<string> Names)[])[("reads", field.Reads), ("writes", field.Writes)])
        {
            foreach (var name in names)
            {
                try
                {
                    var one = PropertyMapping.OfField(field.Attribute.Name, false, field.Type.IsSet, member == "reads" ? [name] : [], member == "writes" ? [name] : []);
                    if (one.Write is [{ IsXmp: true } written] && Unknown(field, written) is { } trouble)
                    {
                        return new ValueProblem(field.Name, member, trouble, "acme:Sku text, with the prefix among namespaces");
                    }
                }
                catch (FormatException wrong)
                {
                    return new ValueProblem(field.Name, member, wrong.Message, member == "reads" ? "XMP-acme:Sku or IPTC:SpecialInstructions" : "acme:Sku text, or IPTC:SpecialInstructions");
                }
            }
        }

        return null;
    }

    private static string? Unknown(Field field, WrittenProperty written) =>
        written.Form == WrittenForm.Structure ? "A structure cannot be written as a whole: name the field in it by its path."
        : written.Path.Split('/').Select(step => step.Split(':')).FirstOrDefault(step => step.Length == 2 && !PropertyMap.Shipped.Namespaces.ContainsKey(step[0]) && !field.Namespaces.ContainsKey(step[0])) is { } unknown
            ? $"{unknown[0]} is no prefix that is known." : null;

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]{0,60}$", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,40}$", RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();
}
