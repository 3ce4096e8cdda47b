using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Mapping;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>Reading again after a field named its properties: from what was stored, without the file.</summary>
public sealed class ReadMetadataTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ReadMetadata_FieldMappedLater_GetsItsValueFromStoredTags(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var path = rig.Write("a.gif", "KEYWORD:harbour");
        await rig.ImportAsync();
        await rig.WorkAsync();
        File.Delete(path);
        var asset = (await rig.KeysAsync($"select key from asset"))[0];
        rig.Properties.Set(rig.Seed.LibraryKey, [PropertyMapping.OfField("field:length", false, false, ["Test:Length"], [])], (_, text) => decimal.TryParse(text, out var number) ? new ClaimValue.Number(number) : null);

        var first = await rig.RunAsync(JobKinds.ReadMetadata, "{}", asset);
        var second = await rig.RunAsync(JobKinds.ReadMetadata, "{}", asset);

        Assert.Equal((JobState.Done, 1, 1), (first.State, first.Done, first.Changed));
        Assert.Equal((JobState.Done, 1, 0), (second.State, second.Done, second.Changed));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from claim c join attribute a on a.key = c.attribute_key where a.name = 'field:length' and c.outside = 0"));

        // Mapped to something else: the value goes, and nobody took it back.
        rig.Properties.Set(rig.Seed.LibraryKey, [PropertyMapping.OfField("field:length", false, false, ["Test:Other"], [])], (_, _) => null);
        await rig.RunAsync(JobKinds.ReadMetadata, "{}", asset);
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from claim c join attribute a on a.key = c.attribute_key where a.name = 'field:length'"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ReadMetadata_PersonsValues_AreNotTouched(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "KEYWORD:harbour");
        await rig.ImportAsync();
        await rig.WorkAsync();
        var asset = (await rig.KeysAsync($"select key from asset"))[0];
        await rig.Database.WriteAsync(rig.Seed.Owner, async session =>
        {
            var subject = (await ClaimLedger.FindAsync(session, asset))!;
            var turn = await rig.Ledger.TurnAsync(session, subject, null);
            await turn.RemoveAsync(ClaimAttributes.Tag, new ClaimValue.Concept(await rig.Vocabulary.ResolveAsync(session, rig.Seed.LibraryKey, "harbour")));
            await turn.EndAsync();
        });
        var before = await rig.KeysAsync($"select key from claim order by key");

        var job = await rig.RunAsync(JobKinds.ReadMetadata, "{}", asset);

        Assert.Equal(before, await rig.KeysAsync($"select key from claim order by key"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from shown_tag where state <= 2"));
        Assert.Equal(JobState.Done, job.State);
    }
}
