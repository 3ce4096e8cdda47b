using Vitrine.Server.Import.Sidecars;

namespace Vitrine.Server.Tests.Import;

public sealed class SidecarNameTests
{
    [Theory]
    [InlineData("a/IMG_1.CR2.xmp", true)]
    [InlineData("IMG_1.XMP", true)]
    [InlineData("a/.xmp", false)]
    [InlineData(".xmp", false)]
    [InlineData("xmp", false)]
    public void Is_TellsByExtension(string path, bool expected) => Assert.Equal(expected, SidecarName.Is(path));

    [Theory]
    [InlineData("d/a.jpg.xmp", "d/a.cr2|d/a.jpg", "Whole d/a.jpg")]
    [InlineData("d/a.xmp", "d/a.cr2|d/a.jpg", "Stem d/a.cr2")]
    [InlineData("d/a.xmp", "d/a.jpg|d/a.mp4", "Stem d/a.jpg")]
    [InlineData("d/a.xmp", "d/a.png|d/a.dng|d/a.tif", "Stem d/a.dng")]
    [InlineData("d/A.XMP", "d/a.jpg", "Stem d/a.jpg")]
    [InlineData("d/a.JPG.XMP", "d/a.jpg", "Whole d/a.jpg")]
    [InlineData("d/a.jpg.xmp", "d/a.jpg.png", "Stem d/a.jpg.png")]
    [InlineData("d/a.xmp", "d/A.jpg|d/a.png", "Stem d/a.png")]
    [InlineData("d/a.xmp", "d/ab.jpg", "")]
    [InlineData("d.e/a.xmp", "d.e/a", "Whole d.e/a")]
    public void OwnerOf_ByTheRule(string sidecar, string files, string expected)
    {
        var owner = SidecarName.OwnerOf(sidecar, files.Split('|'), file => file, file => file.EndsWith(".cr2", StringComparison.Ordinal));

        Assert.Equal(expected, owner is { } found ? $"{found.Naming} {found.Owner}" : "");
    }
}
