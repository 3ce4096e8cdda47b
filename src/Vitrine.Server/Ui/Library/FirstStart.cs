using Vitrine.Contracts;
using Vitrine.Server.Ui.Work;
using static Vitrine.Server.Ui.Words;

namespace Vitrine.Server.Ui.Library;

/// <summary>What somebody who begins wants to know: what is here, what is going on, which models there are or will be.</summary>
/// <param name="FetchesModels">Whether the server fetches missing models by itself after its start.</param>
public sealed record FirstStart(LibraryView Library, ActivityView Activity, IReadOnlyList<PackView> Packs, bool FetchesModels)
{
    public bool IsComing => Activity.Jobs.Any(job => job is { What: "import", State: "queued" or "running" });

    /// <summary>For each task the model at work, else the one that would be fetched for it; tasks whose models are to be had nowhere are left out.</summary>
    public IEnumerable<PackView> Models => Packs.GroupBy(pack => pack.Task, StringComparer.Ordinal)
        .Select(task => task.FirstOrDefault(pack => pack.Preferred) ?? task.FirstOrDefault(pack => pack.Installed) ?? task.FirstOrDefault(pack => pack.CanInstall))
        .OfType<PackView>();

    /// <summary>How long it takes, from what is counted and measured here; says so where nothing is.</summary>
    public string Time
    {
        get
        {
            var left = Activity.Queued + Activity.Running;
            if (Activity.Paused)
            {
                return Say("welcome.time.paused");
            }

            if (Library.Assets == 0 || (left > 0 && JobWords.Left(Activity).Length == 0))
            {
                return Say("welcome.time.unknown");
            }

            return left == 0 ? Say("welcome.time.done", Number(Library.Assets)) : Say("welcome.time.left", Number(Library.Assets), JobWords.Left(Activity));
        }
    }
}
