using System.Globalization;
using Vitrine.Server.Hosting.Reach;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Hosting;

/// <summary>What the running server writes into <see cref="DataFolder.Running"/>, for the command line and <c>doctor</c>.</summary>
internal sealed class Announcement(DataFolder folder, ReachSetup reach, ModelAccelerator accelerator, IServiceProvider services) : IDisposable
{
    private readonly Lock gate = new();
    private string[] reached = [];
    private bool ended;

    /// <summary>Writes it now, and again when it becomes known where models run.</summary>
    public void Begin()
    {
        var address = ServerHost.AddressOf(services);
        reached =
        [
            address, Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            .. reach.Options.PublicUrls.Select(url => DataFolder.AlsoAt + url.GetLeftPart(UriPartial.Authority)),
            .. ServerHost.AddressesOf(services).Except([address]).Select(also => DataFolder.AlsoAt + also),
            .. reach.Warnings.Select(warning => DataFolder.Warning + warning),
        ];
        Write();
        accelerator.Changed += WriteAgain;
    }

    /// <summary>Takes it back: no server runs any more.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            File.Delete(folder.Running);
        }
    }

    public void Dispose() => accelerator.Changed -= WriteAgain;

    private void WriteAgain()
    {
        try
        {
            Write();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A full disk: what stands there is older and else true, and work on pictures must not end for it.
        }
    }

    private void Write()
    {
        lock (gate)
        {
            if (ended)
            {
                return;
            }

            var choice = accelerator.Now;
            var part = folder.Running + ".part";
            File.WriteAllLines(part, [.. reached, (choice.IsProblem ? DataFolder.ModelsProblem : DataFolder.ModelsFact) + choice.Sentence]);
            File.Move(part, folder.Running, overwrite: true);
        }
    }
}
