using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds;

/// <summary>What a file is by its content: a format name of ours (<c>jpeg</c>, <c>heic</c>, <c>mp4</c>, <c>pdf</c>…), its media type and kind.</summary>
public sealed record Sniffed(string Format, string Mime, AssetKind Kind);
