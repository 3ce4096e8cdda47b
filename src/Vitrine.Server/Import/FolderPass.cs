using Vitrine.Server.Import.Sidecars;

namespace Vitrine.Server.Import;

/// <summary>
/// Goes over what walks found: passes over what is known, waits for what is still being written, reads the rest once and writes it in small transactions.
/// What is held in memory does not grow with the number of files.
/// </summary>
public sealed class FolderPass(ImportBatch batches, SidecarFiles sidecars)
{
    public const int FilesTogether = 64;

    private const int LookedAtTogether = 500;
    private const long BytesTogether = 256 << 20;

    /// <summary>Beyond this many files that may still be written, the first of them are waited for.</summary>
    private const int MostWaiting = 4_096;

    /// <summary>Between two looks at a file that tell whether it is still being written.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>A file that nobody wrote to for so long is complete. Clocks of other machines may go wrong by more.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecentElsewhere = TimeSpan.FromHours(1);

    public async Task RunAsync(ImportRun run, IEnumerable<WalkedEntry> entries, CancellationToken cancellationToken)
    {
        var state = new State(run, batches);
        var waiting = new Queue<(LookedAt File, DateTimeOffset Seen)>();
        try
        {
            foreach (var some in entries.Chunk(LookedAtTogether))
            {
                var (files, beside) = SidecarFiles.Split(some);
                await sidecars.SeenAsync(run, beside, cancellationToken);
                var (rest, passed, bytes) = await ImportBatch.LookAsync(run, files, cancellationToken);
                await state.PassAsync(passed + beside.Count, bytes, cancellationToken);
                foreach (var file in rest)
                {
                    if (MayGrow(run, file))
                    {
                        waiting.Enqueue((file, run.Job.Database.Clock.GetUtcNow()));
                    }
                    else
                    {
                        await state.AddAsync(file, cancellationToken);
                    }
                }

                await SecondLooksAsync(state, waiting, MostWaiting, cancellationToken);
            }

            await SecondLooksAsync(state, waiting, 0, cancellationToken);
            await state.FlushAsync(cancellationToken);
            await state.ContestedAsync(cancellationToken);
        }
        finally
        {
            await state.Writing;
        }

        await sidecars.ReadAsync(run, cancellationToken);
    }

    private static bool MayGrow(ImportRun run, LookedAt file)
    {
        if (!run.Patient || file.Entry.Problem is not null || (file.Known is { } link && run.IsAsKnown(file.Entry, link)))
        {
            return false;
        }

        var untouched = run.Job.Database.Clock.GetUtcNow().Ticks - file.Entry.Modified;
        return untouched < (run.TrustsInodes(file.Root) ? Recent : RecentElsewhere).Ticks;
    }

    /// <summary>Looks again at those that were seen long enough ago, waiting for the first of them while there are more than <paramref name="most"/>.</summary>
    private static async Task SecondLooksAsync(State state, Queue<(LookedAt File, DateTimeOffset Seen)> waiting, int most, CancellationToken cancellationToken)
    {
        while (waiting.TryPeek(out var first))
        {
            var clock = state.Run.Job.Database.Clock;
            var left = first.Seen + BetweenLooks - clock.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                if (waiting.Count <= most)
                {
                    return;
                }

                await Task.Delay(left, clock, cancellationToken);
            }

            var (file, _) = waiting.Dequeue();
            if (FileStat.Of(file.Entry.Path, followLinks: true) is not { } now)
            {
                continue;
            }

            if (now.Bytes == file.Entry.Bytes && now.Modified == file.Entry.Modified)
            {
                await state.AddAsync(file, cancellationToken);
            }
            else
            {
                state.Run.LookAgain(file);
            }
        }
    }

    /// <summary>The files of the next batch; while they are read, the last one is written.</summary>
    private sealed class State(ImportRun run, ImportBatch batches)
    {
        private List<LookedAt> together = new(FilesTogether);
        private long bytes;
        private int passed;
        private long passedBytes;

        public ImportRun Run => run;

        public Task Writing { get; private set; } = Task.CompletedTask;

        public async Task PassAsync(int files, long size, CancellationToken cancellationToken)
        {
            passed += files;
            passedBytes += size;
            if (files == LookedAtTogether)
            {
                // Nothing but known files: there may be no batch for long, and somebody may have cancelled.
                await FlushAsync(cancellationToken);
            }
        }

        public async Task AddAsync(LookedAt file, CancellationToken cancellationToken)
        {
            together.Add(file);
            bytes += file.Entry.Bytes;
            if (together.Count == FilesTogether || bytes >= BytesTogether)
            {
                await FlushAsync(cancellationToken);
            }
        }

        public async Task FlushAsync(CancellationToken cancellationToken)
        {
            if (together.Count == 0 && passed == 0)
            {
                return;
            }

            var (files, known, knownBytes) = (together, passed, passedBytes);
            (together, bytes, passed, passedBytes) = (new List<LookedAt>(FilesTogether), 0, 0, 0);
            var read = await batches.ReadAsync(run, files, cancellationToken);
            await Writing;
            Writing = batches.WriteAsync(run, read, known, knownBytes, cancellationToken);
        }

        public async Task ContestedAsync(CancellationToken cancellationToken)
        {
            await Writing;
            foreach (var batch in ImportBatch.Contested(run))
            {
                await batches.WriteAsync(run, batch, 0, 0, cancellationToken);
            }
        }
    }
}
