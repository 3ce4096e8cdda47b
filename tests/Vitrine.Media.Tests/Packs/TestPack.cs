using System.Security.Cryptography;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Packs;

/// <summary>A folder of its own and a catalog with one task and one model of given files, for tests of the store.</summary>
internal sealed class TestPack : IDisposable
{
    public TestPack(params byte[][] contents)
        : this([], contents)
    {
    }

    public TestPack(IReadOnlyList<PackOrigin> origins, params byte[][] contents)
    {
        Contents = contents;
        var files = contents.Select((content, i) => new PackFile($"part{i}.bin", content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), origins)).ToList();
        Model = new PackModel("one", 1, "One", new PackLicence("MIT", true, "made by the test"), [], files);
        Task = new PackTask("see", "Sees.", true, ["one"]);
        Store = new PackStore(In("store"), new PackCatalog([Task], [Model]));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("vitrine-packs-").FullName;

    public byte[][] Contents { get; }

    public PackModel Model { get; }

    public PackTask Task { get; }

    public PackStore Store { get; }

    public string In(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Writes a file below the test's folder.</summary>
    public string Write(string name, byte[] content)
    {
        var path = In(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public Task<PackInstallation> InstallAsync(string? folder = null, IProgress<PackProgress>? progress = null) =>
        new PackInstaller(Store, folder, clients: false).InstallTaskAsync(Task, progress, TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
