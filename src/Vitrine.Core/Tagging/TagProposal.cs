using Vitrine.Core.Assets;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Tagging;

/// <summary>A tag that the analyzers together propose. Broader concepts follow by closure and are not proposed beside it.</summary>
/// <param name="Concept">The concept's key.</param>
/// <param name="Confidence">0–10000, calibrated.</param>
/// <param name="State">Suggested or accepted.</param>
/// <param name="Evidence">Best first.</param>
public sealed record TagProposal(long Concept, int Confidence, ClaimState State, IReadOnlyList<TagEvidence> Evidence)
{
    /// <summary>Where it is: the best evidence's box; null where nobody saw a place.</summary>
    public Box? Box => Evidence.FirstOrDefault(e => e.Box is not null)?.Box;
}
