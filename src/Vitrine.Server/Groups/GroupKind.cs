namespace Vitrine.Server.Groups;

/// <summary>Why assets are shown as one. The numbers are stored; of two groups that become one the higher kind stays.</summary>
public enum GroupKind
{
    Live = 1,
    Motion = 2,
    RawJpeg = 3,
    Edit = 4,
    Burst = 5,
}

internal static class GroupKinds
{
    public const string Names = "live, motion, raw-jpeg, edit or burst";

    public static string NameOf(GroupKind kind) => kind == GroupKind.RawJpeg ? "raw-jpeg" : kind.ToString().ToLowerInvariant();

    public static GroupKind? Find(string? name) => Enum.GetValues<GroupKind>().Where(kind => NameOf(kind) == name).Cast<GroupKind?>().FirstOrDefault();
}

/// <summary>What an asset is in its group, as stored and as the API says it.</summary>
internal static class GroupRole
{
    public const string Photo = "photo";
    public const string Movie = "movie";
    public const string Raw = "raw";
    public const string Jpeg = "jpeg";
    public const string Original = "original";
    public const string Edit = "edit";
    public const string Shot = "shot";
}

/// <summary>What happened to an asset's membership. The numbers are stored.</summary>
internal enum GroupAct
{
    Grouped = 1,
    Ungrouped = 2,
    Covered = 3,
}
