using Microsoft.ML.OnnxRuntime;

namespace Vitrine.Media.Onnx.Accelerators;

/// <summary>Which models a provider runs, and which it could not: kept while they are opened, from several threads.</summary>
internal sealed class ProviderRecord(ExecutionProvider provider)
{
    private readonly Lock gate = new();
    private readonly SortedSet<string> onCard = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> onProcessor = new(StringComparer.Ordinal);
    private AcceleratorTrouble? trouble;

    public AcceleratorUse Use
    {
        get
        {
            lock (gate)
            {
                return new AcceleratorUse
                {
                    Trouble = trouble,
                    OnCard = [.. onCard],
                    OnProcessor = new SortedDictionary<string, string>(onProcessor, StringComparer.Ordinal),
                };
            }
        }
    }

    /// <summary>Names the provider in a session's options. One that could not be loaded once is not asked again: what it lacks does not come while this process lives.</summary>
    public bool TryAppend(SessionOptions options)
    {
        lock (gate)
        {
            if (trouble is not null)
            {
                return false;
            }

            try
            {
                provider.Append(options);
                return true;
            }
            catch (Exception problem) when (ExecutionProvider.IsMissing(problem))
            {
                trouble = provider.Explain(problem);
                return false;
            }
        }
    }

    public void Runs(string model)
    {
        lock (gate)
        {
            onCard.Add(model);
            onProcessor.Remove(model);
        }
    }

    public void Failed(string model, OnnxRuntimeException problem)
    {
        lock (gate)
        {
            onCard.Remove(model);
            onProcessor[model] = CudaProvider.Shorten(problem.Message);
        }
    }
}
