using Vitrine.Core.Assets;

namespace Vitrine.Media.Packs;

/// <summary>The folder of installed models: one folder each, holding its files under their names. A file is there whole or not at all.</summary>
/// <param name="root"><c>models</c> in the data folder.</param>
public sealed class PackStore(string root, PackCatalog catalog)
{
    public PackStore(string root)
        : this(root, PackCatalog.Shipped)
    {
    }

    public string Root { get; } = Path.GetFullPath(root);

    public PackCatalog Catalog { get; } = catalog;

    public string FolderOf(PackModel model) => Path.Combine(Root, model.Id);

    public string PathOf(PackModel model, PackFile file) => Path.Combine(FolderOf(model), file.Name);

    /// <summary>The path of a file by its name.</summary>
    public string PathOf(PackModel model, string name) => PathOf(model, model.Files.Single(file => file.Name == name));

    /// <summary>
    /// Whether all of a model is there, by name and size: contents were hashed when they were installed, and
    /// <see cref="VerifyAsync"/> hashes them again.
    /// </summary>
    public bool IsInstalled(PackModel model) =>
        model.Shipped.All(PackGraphs.Exists) && model.Files.All(file => Holds(model, file));

    /// <summary>Whether a file of a model lies here in its size.</summary>
    internal bool Holds(PackModel model, PackFile file) => new FileInfo(PathOf(model, file)) is { Exists: true } found && found.Length == file.Bytes;

    /// <summary>Whether a model is installed and may be used: one of pictures and texts only once it passed its self-test here.</summary>
    public bool IsUsable(PackModel model) => IsInstalled(model) && (model.Pair is null || SelfTestOf(model) is { Passed: true });

    /// <summary>The installed model that the task prefers, of those that may be used; null where none is.</summary>
    public PackModel? Installed(string task) =>
        Catalog.FindTask(task) is { } known ? Catalog.ModelsOf(known).FirstOrDefault(IsUsable) : null;

    /// <summary>What came of a model's self-test; null where it was not tested here, or by an older test.</summary>
    public SelfTestRecord? SelfTestOf(PackModel model) => SelfTestRecord.Read(SelfTestPath(model), model);

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Keep(PackModel model, SelfTestRecord record) => record.Write(SelfTestPath(model));

    /// <summary>Hashes every file of every installed model again; one problem for each that is not what it should be, whose step is the model.</summary>
    public async Task<IReadOnlyList<Problem>> VerifyAsync(CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        foreach (var model in Catalog.Models.Where(model => Directory.Exists(FolderOf(model))))
        {
            foreach (var file in model.Files)
            {
                var path = PathOf(model, file);
                if (!File.Exists(path))
                {
                    problems.Add(new Problem(model.Id, PackException.Unavailable, $"{model.Id}: {file.Name} is missing"));
                }
                else if (!await VerifiedFile.IsRightAsync(file, path, cancellationToken))
                {
                    problems.Add(new Problem(model.Id, PackException.WrongBytes, $"{model.Id}: {file.Name} is damaged"));
                }
            }
        }

        return problems;
    }

    /// <summary>Deletes what installations and imports that were killed left half written. Where one is at work, it is left alone.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public void Sweep()
    {
        foreach (var model in Catalog.Models.Where(model => model.Files.Any(file => File.Exists(VerifiedFile.PartOf(PathOf(model, file))))))
        {
            if (PackLock.Try(LockOf(model)) is not { } alone)
            {
                continue;
            }

            using (alone)
            {
                foreach (var file in model.Files)
                {
                    File.Delete(VerifiedFile.PartOf(PathOf(model, file)));
                }

                // Nothing of it was finished.
                if (!Directory.EnumerateFileSystemEntries(FolderOf(model)).Any())
                {
                    Directory.Delete(FolderOf(model));
                }
            }
        }

        PackWorkFolder.Sweep(Root);
    }

    /// <summary>Held by whoever writes files of a model.</summary>
    internal string LockOf(PackModel model)
    {
        var locks = Path.Combine(Root, ".locks");
        Directory.CreateDirectory(locks);
        return Path.Combine(locks, model.Id);
    }

    /// <summary>Deletes a model's files; false where there were none.</summary>
    public bool Remove(PackModel model)
    {
        if (!Directory.Exists(FolderOf(model)))
        {
            return false;
        }

        Directory.Delete(FolderOf(model), recursive: true);
        return true;
    }

    private string SelfTestPath(PackModel model) => Path.Combine(FolderOf(model), "selftest.json");
}
