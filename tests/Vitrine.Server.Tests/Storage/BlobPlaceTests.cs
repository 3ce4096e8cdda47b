using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Blobs.S3;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

/// <summary>Where a library's originals lie: how it is said, remembered, and not mixed up.</summary>
public sealed class BlobPlaceTests : IDisposable
{
    private const string Address = "s3://pictures/vitrine?endpoint=http://127.0.0.1:7480&region=us-east-1";
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-place-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("s3://pictures", "s3://pictures?region=us-east-1")]
    [InlineData("s3://pictures/", "s3://pictures?region=us-east-1")]
    [InlineData("s3://pictures/a/b/?endpoint=https://s3.example:9000/", "s3://pictures/a/b?endpoint=https://s3.example:9000&region=us-east-1")]
    [InlineData("s3://pictures?region=eu-west-1&profile=home&endpoint=http%3A%2F%2Fnas%3A80", "s3://pictures?endpoint=http://nas&region=eu-west-1&profile=home")]
    public void Address_IsReadAndWritten(string text, string written)
    {
        var address = S3Address.Parse(text);

        Assert.Equal(written, address.ToString());
        Assert.Equal(address, S3Address.Parse(written));
    }

    [Theory]
    [InlineData("/mnt/blobs", "--blobs takes s3://")]
    [InlineData("s3://", "no name of a bucket")]
    [InlineData("s3://a b c/x", "no name of a bucket")]
    [InlineData("s3://key:secret@pictures/x", "takes no keys")]
    [InlineData("s3://pictures/../x", "no prefix")]
    [InlineData("s3://pictures?endpoint=nas:9000", "The endpoint of --blobs")]
    [InlineData("s3://pictures?endpoint=http://key:secret@nas", "The endpoint of --blobs")]
    [InlineData("s3://pictures?secret=x", "knows endpoint, region and profile")]
    public void Address_ThatIsNone_IsRefusedWithASentence(string text, string sentence)
    {
        var refused = Assert.Throws<ArgumentException>(() => ServerOptions.Parse(["--blobs", text]));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_NothingGiven_IsWhatIsRemembered()
    {
        using var data = DataFolder.Take(Path.Combine(folder, "library"));
        Assert.Null(BlobPlace.Choose(data, null).S3);
        File.WriteAllText(Path.Combine(data.Root, "blobs.txt"), Address + "\n");

        Assert.Equal(Address, BlobPlace.Choose(data, null).S3!.ToString());
        Assert.Equal("eu", BlobPlace.Choose(data, S3Address.Parse(Address.Replace("us-east-1", "eu", StringComparison.Ordinal))).S3!.Region);
    }

    [Theory]
    [InlineData(Address, "s3://other/vitrine?endpoint=http://127.0.0.1:7480")]
    [InlineData(Address, "s3://pictures/other?endpoint=http://127.0.0.1:7480")]
    [InlineData(Address, "s3://pictures/vitrine?endpoint=http://127.0.0.1:7481")]
    [InlineData(Address, "s3://pictures/vitrine")]
    [InlineData("folder", Address)]
    public void Choose_AnotherPlaceThanTheDatasOwn_IsRefusedWithASentence(string remembered, string given)
    {
        using var data = DataFolder.Take(Path.Combine(folder, "library"));
        File.WriteAllText(Path.Combine(data.Root, "blobs.txt"), remembered);

        var refused = Assert.Throws<StorageException>(() => BlobPlace.Choose(data, S3Address.Parse(given)));

        Assert.Contains(remembered == "folder" ? data.Blobs : remembered, refused.Message, StringComparison.Ordinal);
        Assert.Contains("leave --blobs away", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_Folder_IsRemembered()
    {
        using var data = DataFolder.Take(Path.Combine(folder, "library"));

        await BlobPlace.Choose(data, null).OpenAsync(data, "library");

        Assert.Throws<StorageException>(() => BlobPlace.Choose(data, S3Address.Parse(Address)));
    }

    [Fact]
    public async Task Open_AgainInTheSamePlace_LeavesTheFileAlone()
    {
        using var data = DataFolder.Take(Path.Combine(folder, "library"));
        await BlobPlace.Choose(data, null).OpenAsync(data, "library");
        var long_ = DateTime.UnixEpoch.AddYears(1);
        File.SetLastWriteTimeUtc(Path.Combine(data.Root, "blobs.txt"), long_);

        await BlobPlace.Choose(data, null).OpenAsync(data, "library");

        Assert.Equal(long_, File.GetLastWriteTimeUtc(Path.Combine(data.Root, "blobs.txt")));
    }

    [Fact]
    public async Task Open_FileThatAFullDiskLeftEmpty_IsTakenForNone()
    {
        using var data = DataFolder.Take(Path.Combine(folder, "library"));
        File.WriteAllText(Path.Combine(data.Root, "blobs.txt"), "");
        File.WriteAllText(Path.Combine(data.Root, "engine.txt"), "");
        data.RememberEngine("PostgreSQL");

        await BlobPlace.Choose(data, null).OpenAsync(data, "library");

        Assert.Equal("folder", File.ReadAllText(Path.Combine(data.Root, "blobs.txt")));
        Assert.Equal("PostgreSQL", File.ReadAllText(Path.Combine(data.Root, "engine.txt")));
    }

    [Fact]
    public async Task Open_DiskFull_KeepsWhatWasRemembered()
    {
        using var disk = SmallDisk.Create(1);
        using var data = DataFolder.Take(Path.Combine(disk.Path, "library"));
        var file = Path.Combine(data.Root, "blobs.txt");
        File.WriteAllText(file, Address);
        disk.FillUpTo(0);

        await Assert.ThrowsAsync<IOException>(() => new BlobPlace(S3: null).OpenAsync(data, "library"));

        Assert.Equal(Address, File.ReadAllText(file));
        Assert.Empty(Directory.GetFiles(data.Root, "*.part"));
    }

    [Fact]
    public void Credentials_ComeFromTheEnvironmentElseTheFile()
    {
        var file = Path.Combine(folder, "credentials");
        File.WriteAllText(file, "[default]\naws_access_key_id = A\naws_secret_access_key = B\n\n[home]\naws_access_key_id = C\naws_secret_access_key = D\n[empty]\n");
        var variables = new Dictionary<string, string> { ["AWS_SHARED_CREDENTIALS_FILE"] = file };
        var home = S3Address.Parse(Address + "&profile=home");

        Assert.Equal("A", Key(S3Address.Parse(Address)));
        Assert.Equal("C", Key(home));
        variables["AWS_PROFILE"] = "home";
        Assert.Equal("C", Key(S3Address.Parse(Address)));
        variables["AWS_ACCESS_KEY_ID"] = "E";
        variables["AWS_SECRET_ACCESS_KEY"] = "F";
        Assert.Equal("E", Key(S3Address.Parse(Address)));
        Assert.Equal("C", Key(home));
        var none = Assert.Throws<StorageException>(() => Key(S3Address.Parse(Address + "&profile=empty")));
        Assert.Contains("AWS_ACCESS_KEY_ID", none.Message, StringComparison.Ordinal);

        string Key(S3Address address) => S3Credentials.Find(address, variables.GetValueOrDefault).GetCredentials().AccessKey;
    }
}
