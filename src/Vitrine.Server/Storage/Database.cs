using System.Data.Common;

namespace Vitrine.Server.Storage;

/// <summary>What a write returned, and the sequence of its last change (0 = nothing that can be searched changed).</summary>
public readonly record struct Written<T>(T Value, long Sequence);

/// <summary>
/// One database behind one face. Reads run in a transaction that sees one state; writes run in short transactions, in the name of an actor,
/// and do no I/O of their own. SQLite has one writer; PostgreSQL's rows are locked in a fixed order, and a write that the server ends because it met another
/// (<see cref="WriteClash"/>) is run again from its beginning.
/// </summary>
public abstract class Database(TimeProvider clock, Dialect dialect) : IAsyncDisposable
{
    public TimeProvider Clock { get; } = clock;

    public Dialect Dialect { get; } = dialect;

    /// <summary>What this is, for people: the file, or host and database.</summary>
    public abstract string Description { get; }

    /// <summary>Whether a statement failed because there is no room left where the data lie.</summary>
    public abstract bool IsFull(DbException error);

    /// <summary>Rung after each commit that appended to the change log; while <see cref="ListenAsync"/> runs, also after those of other nodes. Only a doorbell: what was rung for stands in the log.</summary>
    public event Action<long>? Committed;

    /// <summary>Rung after every commit, also of what stands in no log: the numbers of jobs and runs.</summary>
    public event Action? Written;

    public async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await using var lease = await OpenReaderAsync(cancellationToken);
        await using var transaction = await BeginReadAsync(lease.Connection, cancellationToken);
        var result = await work(new DbSession(lease.Connection, transaction, Dialect));
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <param name="work">May be run more than once, each time with a new session: what it leaves outside the database it leaves by <see cref="WriteSession.OnCommit"/> or returns.</param>
    public async Task<Written<T>> WriteAsync<T>(Actor actor, Func<WriteSession, Task<T>> work, CancellationToken cancellationToken = default)
    {
        var (session, written) = await CommitAsync(actor, work, cancellationToken);

        // Not before the next writer may begin.
        session.Committed();
        if (written.Sequence > 0)
        {
            Committed?.Invoke(written.Sequence);
        }

        Written?.Invoke();
        return written;
    }

    public async Task<long> WriteAsync(Actor actor, Func<WriteSession, Task> work, CancellationToken cancellationToken = default)
    {
        var written = await WriteAsync(
            actor,
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken);
        return written.Sequence;
    }

    /// <summary>Hears what other nodes committed, until cancelled. Where there are none it just waits.</summary>
    /// <exception cref="DbException">The connection broke; what was announced meanwhile is lost, the change log has it.</exception>
    public virtual Task ListenAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>
    /// Writes a whole copy of the database into a file that is not there yet, of one state, while others read and write; it is on disk when this returns.
    /// </summary>
    /// <param name="read">Reads the state that was copied.</param>
    /// <exception cref="StorageException">It cannot be copied here; the message says why.</exception>
    public abstract Task<T> CopyAsync<T>(string path, Func<DbSession, Task<T>> read, CancellationToken cancellationToken = default);

    /// <summary>How much room a copy takes at most, in bytes; null where nobody knows before it is made.</summary>
    public abstract long? CopyBytes { get; }

    public abstract ValueTask DisposeAsync();

    private protected void Heard(long sequence) => Committed?.Invoke(sequence);

    private protected abstract ValueTask<ConnectionLease> OpenReaderAsync(CancellationToken cancellationToken);

    private protected abstract ValueTask<ConnectionLease> OpenWriterAsync(CancellationToken cancellationToken);

    private protected abstract ValueTask<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <param name="mustLast">Whether the commit waits for the disk: what people did must survive a power cut, what the program did it can do again.</param>
    private protected abstract ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, bool mustLast, CancellationToken cancellationToken);

    /// <summary>Runs a write to its commit, from its beginning again where it met another one.</summary>
    private async Task<(WriteSession Session, Written<T> Written)> CommitAsync<T>(Actor actor, Func<WriteSession, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var repeats = 0; ; repeats++)
        {
            try
            {
                return await CommitOnceAsync(actor, work, cancellationToken);
            }
            catch (DbException error) when (repeats < WriteClash.MostRepeats && WriteClash.Is(error))
            {
                // The other one goes on with what both wanted; this one waits for its rows from the start.
            }
        }
    }

    private async Task<(WriteSession Session, Written<T> Written)> CommitOnceAsync<T>(Actor actor, Func<WriteSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var lease = await OpenWriterAsync(cancellationToken);
        await using var transaction = await BeginWriteAsync(lease.Connection, mustLast: actor.Kind != ActorKind.System, cancellationToken);
        var session = new WriteSession(lease.Connection, transaction, Dialect, actor, Clock.GetUtcNow());
        var value = await work(session);
        var sequence = await session.AppendChangesAsync(cancellationToken);

        // From here the outcome must not depend on the caller's patience.
        await transaction.CommitAsync(CancellationToken.None);
        return (session, new Written<T>(value, sequence));
    }

    /// <summary>A connection for one transaction, and how to give it back.</summary>
    private protected sealed class ConnectionLease(DbConnection connection, Func<ValueTask> giveBack) : IAsyncDisposable
    {
        public DbConnection Connection { get; } = connection;

        public ValueTask DisposeAsync() => giveBack();
    }
}
