using Vitrine.Server.Import.Watching;

namespace Vitrine.Server.Tests.Import;

/// <summary>Which folders are looked through from time to time because nobody reports their changes, and which reports make one scan.</summary>
public sealed class MountTableTests
{
    private const string Text = """
        21 27 0:20 / /proc rw,nosuid shared:13 - proc proc rw
        27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        30 27 0:45 / /mnt/nas rw,relatime shared:2 - nfs4 nas:/photos rw,vers=4.2
        31 30 0:46 / /mnt/nas/local rw - xfs /dev/sdb1 rw
        32 27 0:47 / /mnt/two\040words rw shared:4 master:3 - cifs //host/share rw
        33 27 0:48 / /mnt/ssh rw - fuse.sshfs user@host:/x rw
        34 27 0:49 / /media/usb rw - fuseblk /dev/sdc1 rw
        35 27 0:50 / /mnt/over rw - ext4 /dev/sdd1 rw
        36 35 0:51 / /mnt/over rw - 9p share rw
        37 27 0:52 / /mnt/stick rw - vfat /dev/sde1 rw
        nonsense - that is none
        """;

    [Theory]
    [InlineData("/home/me/pictures", "ext4", false, true)]
    [InlineData("/mnt/nas", "nfs4", true, false)]
    [InlineData("/mnt/nas/2019", "nfs4", true, false)]
    [InlineData("/mnt/nas/local/x", "xfs", false, true)]
    [InlineData("/mnt/nasty", "ext4", false, true)]
    [InlineData("/mnt/two words/a", "cifs", true, false)]
    [InlineData("/mnt/ssh", "fuse.sshfs", true, false)]
    [InlineData("/media/usb", "fuseblk", false, false)]
    [InlineData("/mnt/over/x", "9p", true, false)]
    [InlineData("/mnt/stick", "vfat", false, false)]
    public void Mounts_OfAPath_TellHowItIsFollowed(string path, string type, bool polled, bool lasting)
    {
        var table = MountTable.Parse(Text);
        Assert.Equal((type, polled, lasting), (table.TypeOf(path), table.IsPolled(path), table.HasLastingInodes(path)));
    }

    [Fact]
    public void Mounts_ThatCannotBeRead_TellNothing()
    {
        var table = MountTable.Parse("");
        Assert.Equal((null, false, false), (table.TypeOf("/x"), table.IsPolled("/x"), table.HasLastingInodes("/x")));
    }

    [Fact]
    public void Dirty_Folder_IsHandedOutWhenItIsQuietOrWaitedLong()
    {
        var dirty = new DirtyFolders();
        var now = DateTimeOffset.UnixEpoch;
        dirty.Mark(1, "a", deep: false, now);
        Assert.Null(dirty.Take(1, now.AddSeconds(1)));
        dirty.Mark(1, "a", deep: true, now.AddSeconds(1));
        Assert.Null(dirty.Take(1, now.AddSeconds(2.5)));
        Assert.Equivalent(new { Folders = new[] { "a" }, Deep = new[] { "a" } }, dirty.Take(1, now.AddSeconds(3)));
        Assert.Null(dirty.Take(1, now.AddSeconds(60)));

        // One that never rests is handed out all the same, and keeps no other waiting.
        dirty.Mark(1, "still", deep: false, now);
        for (var second = 0; second < 29; second++)
        {
            dirty.Mark(1, "busy", deep: false, now.AddSeconds(second));
        }

        Assert.Equal(["still"], dirty.Take(1, now.AddSeconds(29))!.Folders);
        Assert.Null(dirty.Take(1, now.AddSeconds(29)));
        Assert.Equal(["busy"], dirty.Take(1, now.AddSeconds(30))!.Folders);
    }

    [Fact]
    public void Dirty_MoreFoldersThanAreKept_BecomeTheWholeRoot()
    {
        var dirty = new DirtyFolders();
        var now = DateTimeOffset.UnixEpoch;
        for (var i = 0; i < 50_000; i++)
        {
            dirty.Mark(1, $"folder {i}", deep: false, now);
        }

        dirty.Mark(2, "other", deep: false, now);
        var order = dirty.Take(1, now.AddSeconds(2))!;
        Assert.Null(order.Folders);
        Assert.Equal([1], order.Roots);
        Assert.NotNull(dirty.Take(2, now.AddSeconds(2))!.Folders);
    }
}
