using Vitrine.Server.Storage;

namespace Vitrine.Server.Access;

/// <summary>What a credential may do. The bits are stored; the names are those of the API and of the policies.</summary>
[Flags]
public enum Scopes
{
    None = 0,

    /// <summary>See and download everything in the library.</summary>
    View = 1,

    /// <summary>Add files, and nothing else: what was added answers, the rest of the library stays unseen.</summary>
    Upload = 2,

    /// <summary>View, upload, tag, correct, throw away.</summary>
    Edit = 4,

    /// <summary>Everything the owner does.</summary>
    Own = 8,
}

internal static class ScopeWords
{
    /// <summary>Every scope, the narrowest first.</summary>
    public static readonly IReadOnlyList<(Scopes Scope, string Name)> All =
        [(Scopes.View, Policies.View), (Scopes.Upload, Policies.Upload), (Scopes.Edit, Policies.Edit), (Scopes.Own, Policies.Own)];

    /// <summary>A wider scope holds the narrower ones.</summary>
    public static Scopes Full(this Scopes scopes)
    {
        scopes |= scopes.HasFlag(Scopes.Own) ? Scopes.Edit : Scopes.None;
        return scopes | (scopes.HasFlag(Scopes.Edit) ? Scopes.View | Scopes.Upload : Scopes.None);
    }

    public static Scopes Of(Role role) => role switch
    {
        Role.Owner => Scopes.Own.Full(),
        Role.Editor => Scopes.Edit.Full(),
        Role.Viewer => Scopes.View,
        _ => Scopes.None,
    };

    /// <summary>The role that what holds these scopes has in the library; who only uploads has none.</summary>
    public static Role RoleOf(this Scopes scopes) =>
        scopes.HasFlag(Scopes.Own) ? Role.Owner : scopes.HasFlag(Scopes.Edit) ? Role.Editor : scopes.HasFlag(Scopes.View) ? Role.Viewer : Role.None;

    public static string[] Names(this Scopes scopes) => [.. All.Where(one => scopes.HasFlag(one.Scope)).Select(one => one.Name)];

    /// <summary>Reads names; null where one of them is unknown or there is none.</summary>
    public static Scopes? Parse(IEnumerable<string?>? names)
    {
        var read = Scopes.None;
        foreach (var name in names ?? [])
        {
            if (All.FirstOrDefault(one => one.Name == name) is not { Name: not null } known)
            {
                return null;
            }

            read |= known.Scope;
        }

        return read == Scopes.None ? null : read;
    }
}
