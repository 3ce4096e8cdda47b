namespace Vitrine.Server.Jobs;

/// <summary>Names of the jobs that the API starts; a test checks that each has its worker.</summary>
internal static class JobKinds
{
    public const string BulkTags = "bulk-tags";
    public const string BulkEdit = "bulk-edit";
    public const string ApplyTable = "apply-table";
    public const string Analyze = "analyze";
    public const string ResetAiTags = "reset-ai-tags";
    public const string Trash = "trash";
    public const string EmptyTrash = "empty-trash";
    public const string Retag = "retag";
    public const string ReadMetadata = "read-metadata";
    public const string Backup = "backup";
    public const string Snapshot = "snapshot";
    public const string Verify = "verify";
    public const string Group = "group";
    public const string Collect = "collect";
    public const string WriteBack = "write-back";
    public const string Uncollect = "uncollect";
    public const string MapValues = "map-values";
    public const string FillFields = "fill-fields";
    public const string FindPlaces = "find-places";
    public const string SetPlace = "set-place";
    public const string MergeConcepts = "merge-concepts";
    public const string MergeAssets = "merge-assets";
    public const string ImportVocabulary = "import-vocabulary";
    public const string DenyWords = "deny-words";
}
