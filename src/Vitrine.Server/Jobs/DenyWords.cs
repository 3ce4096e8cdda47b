using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Jobs;

/// <summary>Looks again at what is shown of assets with tags whose words came onto the deny list, or left it.</summary>
internal sealed class DenyWords(VocabularyStore vocabulary, AssetProjection projection) : AssetJob
{
    public override string Name => JobKinds.DenyWords;

    public override bool CanUndo => false;

    /// <summary>The assets of a library about which something is said with these words, folded: by a file, or with a concept that is labelled so.</summary>
    public static async Task<IReadOnlyCollection<long>> AssetsAsync(DbSession session, long library, string[] words, CancellationToken cancellationToken)
    {
        var wanted = words.ToHashSet(StringComparer.Ordinal);
        var assets = new HashSet<long>();
        foreach (var claims in ClaimRows.Near)
        {
            assets.UnionWith(await session.QueryAsync(
                $"""
                select distinct c.subject_key from concept_label l join concept o on o.key = l.concept_key join concept s on s.key = o.key or s.merged_into = o.key join {claims} c on c.concept_key = s.key
                where l.role = {VocabularyRows.Preferred} and {session.Dialect.AnyOf(new RawSql("l.folded"), words)} and c.subject_kind = {SubjectKind.Asset} and c.library_key = {library}
                """,
                row => row.GetInt64(0),
                cancellationToken));

            // A keyword's concept has a label that is the word: all that is said with such concepts is looked through for the literal.
            var literal = await session.QueryAsync(
                $"""
                select c.subject_key, c.text_value from concept_label l join concept o on o.key = l.concept_key join concept s on s.key = o.key or s.merged_into = o.key join {claims} c on c.concept_key = s.key
                where l.role = {VocabularyRows.Synonym} and {session.Dialect.AnyOf(new RawSql("l.folded"), words)} and c.subject_kind = {SubjectKind.Asset} and c.library_key = {library} and c.text_value is not null
                """,
                row => (Asset: row.GetInt64(0), Literals: new ClaimValue.Concept(0, row.GetString(1)).Literals),
                cancellationToken);
            assets.UnionWith(literal.Where(row => row.Literals.Any(one => wanted.Contains(TextFold.Key(one)))).Select(row => row.Asset));
        }

        return assets;
    }

    public override async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        await vocabulary.ReloadDeniedAsync(cancellationToken);
        await base.RunAsync(job, cancellationToken);
    }

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) => Task.FromResult<AssetChange>(async (session, asset, cancelled) =>
    {
        await projection.RefreshAsync(session, asset, null, cancelled);
        return true;
    });
}
