using System.Text;
using Vitrine.Core.Tagging;

namespace Vitrine.Core.Tests.Tagging;

/// <summary>A calibration that stays as it is, so that a new fit of the one that ships changes no test of the stages.</summary>
internal static class JudgedCalibration
{
    public static Calibration Value { get; } = Calibration.Parse(Encoding.UTF8.GetBytes(
        """
            {
              "format": 1,
              "fittedOn": "nothing yet: careful curves by judgement, below what the models say of themselves; nothing is accepted without a person",
              "prior": 0.02,
              "agreement": 0.5,
              "labelSets": { "imagenet": "Sum", "coco": "Max", "oid": "Max", "face": "Max" },
              "curves": [
                { "set": "imagenet", "level": "Narrow", "points": [[0, 0], [0.05, 0.03], [0.2, 0.15], [0.5, 0.42], [0.8, 0.66], [0.95, 0.82], [1, 0.9]] },
                { "set": "imagenet", "level": "Broad", "points": [[0, 0], [0.1, 0.07], [0.3, 0.27], [0.6, 0.56], [0.85, 0.8], [1, 0.94]] },
                { "set": "coco", "points": [[0, 0], [0.2, 0.1], [0.35, 0.38], [0.5, 0.62], [0.7, 0.82], [0.9, 0.93], [1, 0.95]] },
                { "set": "oid", "points": [[0, 0], [0.3, 0.15], [0.5, 0.45], [0.7, 0.68], [0.9, 0.85], [1, 0.9]] },
                { "set": "face", "points": [[0, 0], [0.4, 0.2], [0.6, 0.6], [0.8, 0.85], [1, 0.95]] },
                { "set": "looks/colour", "points": [[0, 0], [0.1, 0.15], [0.25, 0.5], [0.5, 0.8], [1, 0.9]] },
                { "set": "looks/background", "points": [[0, 0], [0.5, 0.3], [0.9, 0.8], [1, 0.9]] },
                { "set": "looks/medium", "points": [[0, 0], [0.5, 0.35], [0.9, 0.75], [1, 0.85]] },
                { "set": "looks/black-and-white", "points": [[0, 0], [1, 0.95]] },
                { "set": "looks/transparency", "points": [[0, 0], [1, 0.95]] },
                { "set": "*", "points": [[0, 0], [0.5, 0.25], [1, 0.6]] }
              ],
              "acceptAt": [ { "concept": "*", "confidence": null } ]
            }
            """));
}
