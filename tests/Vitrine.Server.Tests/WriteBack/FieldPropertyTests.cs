using System.Net;
using Vitrine.Media.Metadata;
using Vitrine.Server.Tests.Fields;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.WriteBack;

/// <summary>Fields stand in files: in the properties that they name, or under their own name.</summary>
public sealed class FieldPropertyTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Field_IsReadFromThePropertiesItNames_AndWrittenToThem(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: ("a.jpg", "03-iptc-utf8.jpg"));
        await folder.OutsideAsync("a.jpg", "-IPTC:SpecialInstructions=SKU-7");
        await folder.ScanAsync();
        using (var made = await folder.App.SendAsync(HttpMethod.Post, "api/fields",
            """{"name":"sku","label":"SKU","type":"Text","reads":["XMP-acme:Product[1]/Sku","IPTC:SpecialInstructions"],"writes":["acme:Sku text"],"namespaces":{"acme":"https://acme.example/ns/"}}"""))
        {
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        // A file that was read before is read again: first tried, then done.
        using (var tried = await folder.App.SendAsync(HttpMethod.Post, "api/metadata/read", """{"query":"","dryRun":true}"""))
        {
            Assert.Equal(1, (await tried.JsonAsync()).GetProperty("changed").GetInt64());
        }

        Assert.Equal("", await folder.ShownAsync("a.jpg", "fields.sku"));
        using (var read = await folder.App.SendAsync(HttpMethod.Post, "api/metadata/read", """{"query":""}"""))
        {
            await folder.App.JobAsync((await read.JsonAsync()).GetProperty("job").GetString()!);
        }

        Assert.Equal("SKU-7", await ValueAsync(folder));
        await folder.PatchAsync("a.jpg", """{"fields":{"sku":"SKU-8"}}""");
        await folder.WriteBackAsync();
        var tags = MetadataReader.Read(folder.PathOf("a.jpg"), Ending).Tags;
        Assert.Contains("XMP-acme:Sku=SKU-8", tags.Where(tag => tag.Group.StartsWith("XMP-", StringComparison.Ordinal)).Select(tag => $"{tag.Group}:{tag.Name}={tag.Raw}"));
        Assert.Contains("https://acme.example/ns/", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder.PathOf("a.jpg"), Ending)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldWithoutProperties_IsWrittenUnderItsName_AndReadFromThere()
    {
        await using var folder = await WrittenFolder.CreateAsync(Engines.Sqlite, pictures: ("a.jpg", "01-subject.jpg"));
        using (var made = await folder.App.SendAsync(HttpMethod.Post, "api/fields", """{"name":"sku","label":"SKU","type":"Text"}"""))
        {
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        await folder.PatchAsync("a.jpg", """{"fields":{"sku":"SKU-1"}}""");
        await folder.WriteBackAsync();
        Assert.Contains(MetadataReader.Read(folder.PathOf("a.jpg"), Ending).Tags, tag => tag is { Group: "XMP-vitrine", Name: "Field.sku", Raw: "SKU-1" });

        await folder.OutsideAsync("a.jpg", "-XMP-dc:Title=Touched");
        var path = folder.PathOf("a.jpg");
        await File.WriteAllBytesAsync(path, [.. System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, Ending)).Replace("SKU-1", "SKU-2", StringComparison.Ordinal))], Ending);
        await folder.ScanAsync();
        Assert.Equal("SKU-2", await ValueAsync(folder));
    }

    [Theory]
    [InlineData(""" "reads":["nothing"] """, "reads"), InlineData(""" "writes":["acme:Sku text"] """, "writes"), InlineData(""" "writes":["dc:x struct"] """, "writes")]
    [InlineData(""" "namespaces":{"dc":"https://other.example/"} """, "namespaces"), InlineData(""" "namespaces":{"a b":"https://other.example/"} """, "namespaces"), InlineData(""" "namespaces":["x"] """, "namespaces")]
    public async Task PropertiesThatAreNone_AreRefusedWithASentence(string members, string rule)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var refused = await app.SendAsync(HttpMethod.Post, "api/fields", $$"""{"name":"sku","type":"Text",{{members}}}""");

        Assert.Equal($"sku:{rule}", Fielded.Wrong(await refused.ProblemAsync(HttpStatusCode.BadRequest)));
    }

    private static async Task<string?> ValueAsync(WrittenFolder folder)
    {
        using var answer = await folder.App.SendAsync(HttpMethod.Get, $"api/assets/{await folder.IdAsync("a.jpg")}/fields");
        return (await answer.JsonAsync()).GetProperty("fields").EnumerateArray().Single().GetProperty("value").GetString();
    }
}
