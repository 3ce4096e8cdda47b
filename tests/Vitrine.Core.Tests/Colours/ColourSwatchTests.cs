using Vitrine.Core.Colours;

namespace Vitrine.Core.Tests.Colours;

public sealed class ColourSwatchTests
{
    /// <summary>What is counted under one is not counted under another: their middles are more than a search's distance apart.</summary>
    [Fact]
    public void Swatches_AreColours_OfWhichNoTwoAreAlike()
    {
        Assert.All(ColourSwatches.All, one => Assert.Equal(one.Hex, ColourCell.Written(one.Hex)));
        foreach (var (first, i) in ColourSwatches.All.Select((one, i) => (one, i)))
        {
            Assert.All(ColourSwatches.All.Skip(i + 1), second => Assert.True(
                ColourCell.Read(first.Hex)!.Value.Away(ColourCell.Read(second.Hex)!.Value) > 0.1f * 0.1f, $"{first.Name} and {second.Name}"));
        }
    }
}
