namespace Vitrine.Core.Assets;

/// <summary>What an asset is, decided by its content. The numbers are stored.</summary>
public enum AssetKind : byte
{
    Image = 1,
    Video = 2,
    Audio = 3,
    Document = 4,
    Other = 5,
}
