namespace Vitrine.Server.Pipeline;

/// <summary>Where a run is. The numbers are stored.</summary>
public enum RunState
{
    Queued = 1,
    Running = 2,
    Done = 3,
    Failed = 4,

    /// <summary>Its file is missing or its disk offline; queued again when the file is back.</summary>
    Waiting = 5,
}

/// <summary>What is wanted sooner has a higher number. Stored.</summary>
public static class RunPriority
{
    public const int Backfill = 0;

    /// <summary>Done before, and due again for a newer step or a better model: what it gave serves until then.</summary>
    public const int Renewal = -50;

    /// <summary>Tried again after it killed a child: behind everything that is new.</summary>
    public const int Suspect = -100;

    public const int Interactive = 100;
}

/// <summary>This process among those that share a database. A boot is one start of a node.</summary>
public sealed record NodeIdentity(string Node, string Boot)
{
    /// <summary>The node's id is kept in its data folder; the boot is new.</summary>
    public static NodeIdentity Load(Storage.DataFolder folder, Core.Assets.IdGenerator ids)
    {
        var path = Path.Combine(folder.Root, "node");
        if (Storage.RememberedText.Read(path) is not { } known || !Core.Assets.PublicId.TryParse(known, out _))
        {
            known = ids.Next().Text;
            Storage.RememberedText.Write(path, known);
        }

        return new NodeIdentity(known, ids.Next().Text);
    }

    /// <summary>Says that this node lives.</summary>
    public Task<int> SeenAsync(Storage.WriteSession session, CancellationToken cancellationToken = default) =>
        session.ExecuteAsync(
            $"""
            insert into node (id, boot, seen_at) values ({Node}, {Boot}, {session.Now})
            on conflict (id) do update set boot = excluded.boot, seen_at = excluded.seen_at
            """,
            cancellationToken);
}
