using System.Formats.Tar;
using System.IO.Compression;
using Vitrine.Media.Packs;
using Vitrine.Media.Packs.Sources;

namespace Vitrine.Media.Tests.Packs;

public sealed class TarballEntryTests : IDisposable
{
    private const string Wanted = "package/models/net.bin";

    private readonly byte[] content = TestPack.Bytes(5, 3000);
    private readonly TestPack pack;

    public TarballEntryTests() => pack = new TestPack(content);

    [Fact]
    public async Task Read_NamedEntry_GivesItsBytes()
    {
        Assert.Equal(content, await ReadAsync(Tarball(Plain("package/package.json", [1, 2]), Plain(Wanted, content), Plain("package/after", [3]))));
    }

    [Fact]
    public async Task Read_EntriesThatClimbOut_WriteNothing()
    {
        var outside = Path.Combine(pack.Folder, "outside");
        var tarball = Tarball(
            Plain("package/../../../../../../../.." + outside, [1]),
            Plain(outside, [1]),
            new PaxTarEntry(TarEntryType.SymbolicLink, "package/models") { LinkName = pack.Folder },
            Plain(Wanted, content));
        Assert.Equal(content, await ReadAsync(tarball));
        Assert.False(File.Exists(outside));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task Read_LinkUnderThatName_IsRefused(TarEntryType type)
    {
        var problem = await Refusal(Tarball(new PaxTarEntry(type, Wanted) { LinkName = "/etc/hostname" }));
        Assert.Equal((PackException.BadPackage, $"{Wanted} in the package is no plain file"), (problem.Code, problem.Message));
    }

    [Fact]
    public async Task Read_EntryOfAnotherSize_IsRefusedBeforeItIsRead()
    {
        var problem = await Refusal(Tarball(Plain(Wanted, new byte[30_000_000])));
        Assert.Equal((PackException.WrongBytes, $"{Wanted} in the package has 30,000,000 bytes instead of 3,000: refused"), (problem.Code, problem.Message));
    }

    [Fact]
    public async Task Read_EntryThatClaimsTerabytes_IsRefusedAtOnce()
    {
        // The header alone, no data: 8 TiB in base 256.
        var header = Tar(Plain("package/bomb", [1]))[..512];
        header.AsSpan(124, 12).Clear();
        (header[124], header[130]) = (0x80, 0x08);
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = header.Sum(b => b);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        var problem = await Refusal(Zip([.. header, .. new byte[1024]]));
        Assert.Equal(PackException.BadPackage, problem.Code);
        Assert.Contains("too large", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MissingEntryOrDamagedArchive_IsASentence()
    {
        Assert.Equal($"the package has no {Wanted}", (await Refusal(Tarball(Plain("package/other", [1])))).Message);
        Assert.Contains("ends after", (await Refusal(Tarball(Plain(Wanted, content))[..800])).Message, StringComparison.Ordinal);
        Assert.Equal(PackException.BadPackage, (await Refusal(TestPack.Bytes(3, 2000))).Code);
        Assert.Equal(PackException.BadPackage, (await Refusal(Zip(TestPack.Bytes(3, 2000)))).Code);
    }

    public void Dispose() => pack.Dispose();

    private static PaxTarEntry Plain(string name, byte[] data) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(data) };

    private static byte[] Tar(params TarEntry[] entries)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry.EntryType == TarEntryType.RegularFile && entry.Name.Length < 100
                    ? new UstarTarEntry(entry.EntryType, entry.Name) { DataStream = entry.DataStream }
                    : entry);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Tarball(params TarEntry[] entries) => Zip(Tar(entries));

    private static byte[] Zip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    private async Task<byte[]> ReadAsync(byte[] tarball)
    {
        var path = pack.In("out.bin");
        await TarballEntry.ReadAsync(
            new MemoryStream(tarball), Wanted, pack.Model.Files[0], stream => VerifiedFile.WriteAsync(stream, pack.Model.Files[0], path, default), default);
        return await File.ReadAllBytesAsync(path);
    }

    private async Task<PackException> Refusal(byte[] tarball)
    {
        var problem = await Assert.ThrowsAsync<PackException>(() => ReadAsync(tarball));
        Assert.False(File.Exists(pack.In("out.bin")) || File.Exists(pack.In("out.bin.part")));
        return problem;
    }
}
