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

    /// <summary>Whether a run that failed in this session is worth another try on the processor.</summary>
    public bool WasOnCard(InferenceSession session) => ReferenceEquals(session, onCard);

    /// <summary>From now on the processor runs it. The other session stays until the model goes, because other threads may be in it.</summary>
    public void MoveToProcessor(OnnxRuntimeException problem)
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
