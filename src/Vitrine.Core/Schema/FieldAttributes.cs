using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>Which attributes of the ledger are users' fields.</summary>
public static class FieldAttributes
{
    /// <summary>The public id of the field whose attribute it is; null for an attribute that every library has.</summary>
    public static string? IdOf(ClaimAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return attribute.Name.StartsWith("field:", StringComparison.Ordinal) ? attribute.Name[6..]
            : attribute.Name.StartsWith("fields:", StringComparison.Ordinal) ? attribute.Name[7..]
            : null;
    }

    public static bool IsField(ClaimAttribute attribute) => IdOf(attribute) is not null;
}
