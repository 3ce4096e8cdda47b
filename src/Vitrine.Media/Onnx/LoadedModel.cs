using Microsoft.ML.OnnxRuntime;
using Vitrine.Media.Onnx.Accelerators;

namespace Vitrine.Media.Onnx;

/// <summary>
/// One model as the runtime holds it. Where a provider is to run it, it begins there; if it cannot be loaded there, or fails at a run, it goes on on the
/// processor, alone of all models.
/// </summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly Lock gate = new();
    private readonly Func<SessionOptions, InferenceSession> load;
    private readonly Func<SessionOptions> options;
    private readonly ProviderRecord? record;
    private InferenceSession? onCard;
    private InferenceSession? onProcessor;

    /// <param name="key">Tells it from others.</param>
    /// <param name="load">Loads it with the options given.</param>
    /// <param name="options">Options of the processor, made anew.</param>
    /// <param name="record">The provider that is to run it; null = the processor does.</param>
    public LoadedModel(string key, Func<SessionOptions, InferenceSession> load, Func<SessionOptions> options, ProviderRecord? record)
    {
        (Key, this.load, this.options, this.record) = (key, load, options, record);
        if (!TryLoadOnCard(out var problem))
        {
            onProcessor = LoadOnProcessor();
            Told(problem);
        }
    }

    public string Key { get; }

    /// <summary>Who opened it and has not left it.</summary>
    public int Users { get; set; }

    /// <summary>What runs it now.</summary>
    public InferenceSession Session
    {
        get
        {
            lock (gate)
            {
                return onProcessor ?? onCard!;
            }
        }
    }

    /// <summary>From now on the processor runs it. The other session stays until the model goes, because other threads may be in it.</summary>
    private void MoveToProcessor(OnnxRuntimeException problem)
    {
        lock (gate)
        {
            if (onProcessor is null)
            {
                onProcessor = LoadOnProcessor();
                Told(problem);
            }
        }
    }

    /// <summary>Runs it; where it fails on the card, once more on the processor.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the runtime stops between two operators.</exception>
    public void Run(Action<InferenceSession, RunOptions> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var running = new RunOptions();
        using var registration = cancellationToken.Register(static state => ((RunOptions)state!).Terminate = true, running);
        for (var done = false; !done;)
        {
            var session = Session;
            try
            {
                run(session, running);
                done = true;
            }
            catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (OnnxRuntimeException problem) when (ReferenceEquals(session, onCard))
            {
                // The values lie in the processor's memory in either case, so that the other session takes them as they are.
                MoveToProcessor(problem);
            }
        }
    }

    public void Dispose()
    {
        onCard?.Dispose();
        onProcessor?.Dispose();
    }

    private bool TryLoadOnCard(out OnnxRuntimeException? problem)
    {
        problem = null;
        using var wanted = options();
        if (record?.TryAppend(wanted) != true)
        {
            return false;
        }

        try
        {
            onCard = load(wanted);
            record.Runs(Name);
            return true;
        }
        catch (OnnxRuntimeException error)
        {
            problem = error;
            return false;
        }
    }

    private InferenceSession LoadOnProcessor()
    {
        using var usual = options();
        return load(usual);
    }

    /// <summary>After the processor took it: a damaged model loads nowhere, and that is not the card's fault.</summary>
    private void Told(OnnxRuntimeException? problem)
    {
        if (problem is not null)
        {
            record?.Failed(Name, problem);
        }
    }

    /// <summary>The file's name without its ending, as people know the model.</summary>
    private string Name => Path.GetFileNameWithoutExtension(Key.Split('\n')[0]);
}
