namespace Vitrine.Core.Assets;

/// <summary>
/// Something wrong with a file, kept as data on its asset.
/// <paramref name="Code"/> is stable and machine-readable (<c>truncated</c>, <c>too-large</c>, <c>not-supported</c>…),
/// <paramref name="Message"/> is one sentence for people.
/// </summary>
public sealed record Problem(string Step, string Code, string Message);
