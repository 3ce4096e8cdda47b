using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Tests.WriteBack;

/// <summary>Which file is written, by profile, format, and what is there.</summary>
public sealed class WriteBackTargetTests
{
    [Theory]
    [InlineData("Adobe", "ByProfile", "d/a.jpg", "jpeg", null, null)]
    [InlineData("Adobe", "ByProfile", "d/a.dng", "dng", null, null)]
    [InlineData("Adobe", "ByProfile", "d/a.cr2", "cr2", null, "d/a.xmp")]
    [InlineData("Adobe", "ByProfile", "d/a.webp", "webp", null, "d/a.xmp")]
    [InlineData("Adobe", "Sidecar", "d/a.jpg", "jpeg", null, "d/a.xmp")]
    [InlineData("DigiKam", "ByProfile", "d/a.jpg", "jpeg", null, "d/a.jpg.xmp")]
    [InlineData("DigiKam", "ByProfile", "d/a.cr2", "cr2", null, "d/a.cr2.xmp")]
    [InlineData("DigiKam", "Embedded", "d/a.jpg", "jpeg", null, null)]
    [InlineData("DigiKam", "ByProfile", "d/a.jpg", "jpeg", "d/a.xmp", "d/a.xmp")] // an existing naming wins
    [InlineData("Adobe", "ByProfile", "d/a.jpg", "jpeg", "d/a.jpg.xmp", "d/a.jpg.xmp")] // what it says would win over the file
    [InlineData("Adobe", "Embedded", "d/a.jpg", "jpeg", "d/a.xmp", null)]
    [InlineData("Adobe", "ByProfile", "d.x/noname", "gif", null, "d.x/noname.xmp")]
    public void Target_FollowsProfileAndWhatIsThere(string profile, string place, string path, string format, string? sidecar, string? expected)
    {
        var row = sidecar is null ? null : new SidecarRow(1, 1, sidecar, sidecar == path + ".xmp" ? SidecarNaming.Whole : SidecarNaming.Stem, 1, 1, 1, null, SidecarState.Read);

        var target = WriteBackTarget.Of(Enum.Parse<WriteBackProfile>(profile), Enum.Parse<WriteBackPlace>(place), path, format, row, stemTaken: false, mayEmbed: true);

        Assert.Equal(expected, target.Sidecar);
    }

    [Theory]
    [InlineData("jpeg", "cr2", true)] // name.xmp is the raw one's
    [InlineData("cr2", "jpeg", false)]
    [InlineData("jpeg", "png", true)]
    [InlineData("cr2", "dng", true)]
    public void Stem_BelongsToTheRawOne(string format, string other, bool taken)
    {
        Assert.Equal(taken, WriteBackTarget.IsStemTaken(format, [other]));
        Assert.Equal("d/a.gif.xmp", WriteBackTarget.Of(WriteBackProfile.Adobe, WriteBackPlace.ByProfile, "d/a.gif", "gif", null, stemTaken: true, mayEmbed: true).Sidecar);
    }

    [Fact]
    public void FileThatMustNotBeChanged_GetsASidecar() =>
        Assert.Equal("a.xmp", WriteBackTarget.Of(WriteBackProfile.Adobe, WriteBackPlace.ByProfile, "a.jpg", "jpeg", null, stemTaken: false, mayEmbed: false).Sidecar);
}
