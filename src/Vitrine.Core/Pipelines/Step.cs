using Vitrine.Core.Assets;

namespace Vitrine.Core.Pipelines;

/// <summary>Where a step runs: in this process, in a decode child, or in the model child. The numbers are stored.</summary>
public enum StepLane : byte
{
    Server = 1,
    Decode = 2,
    Model = 3,
}

/// <summary>A unit of the pipeline. Raising <paramref name="Version"/>, or running it with another model, makes it due again for every version it applies to.</summary>
public sealed record Step(string Name, int Version, StepLane Lane, IReadOnlyList<AssetKind> Kinds, IReadOnlyList<string> Needs)
{
    /// <summary>The model that it runs, <c>name@version</c>; empty where it runs none.</summary>
    public string Model { get; init; } = "";

    /// <summary>How long one file may take before the child is killed.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>1 = browsable (facts and renditions of everything first), 2 = analysis.</summary>
    public int Pass { get; init; } = 1;
}

/// <summary>What was done for one version: the step's name, and the version and model of the step that did it; failed counts as done.</summary>
public readonly record struct StepDone(string Step, int Version, string Model = "");

/// <summary>The steps, checked once: unique names, known needs, no cycle.</summary>
public sealed class Pipeline
{
    private readonly Dictionary<string, Step> byName;

    public Pipeline(IReadOnlyList<Step> steps)
    {
        byName = new Dictionary<string, Step>(steps.Count, StringComparer.Ordinal);
        foreach (var step in steps)
        {
            if (!byName.TryAdd(step.Name, step))
            {
                throw new ArgumentException($"step '{step.Name}' is there twice", nameof(steps));
            }
        }

        foreach (var step in steps)
        {
            Visit(step, []);
        }

        Steps = steps;
    }

    public IReadOnlyList<Step> Steps { get; }

    public Step? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>
    /// The steps that may run now for a version of <paramref name="kind"/>: applicable, not done at their present version
    /// with their present model, and with every applicable need done. Scheduler, backfill and repair all ask this one function.
    /// </summary>
    public IReadOnlyList<Step> Ready(AssetKind kind, IReadOnlyCollection<StepDone> done)
    {
        var ready = new List<Step>();
        foreach (var step in Steps)
        {
            if (step.Kinds.Contains(kind)
                && !IsDone(step)
                && step.Needs.All(need => byName[need] is var needed && (!needed.Kinds.Contains(kind) || IsDone(needed))))
            {
                ready.Add(step);
            }
        }

        return ready;

        bool IsDone(Step step) => done.Contains(new StepDone(step.Name, step.Version, step.Model));
    }

    private void Visit(Step step, List<string> path)
    {
        if (path.Contains(step.Name))
        {
            throw new ArgumentException($"steps need each other in a circle: {string.Join(" → ", path)} → {step.Name}");
        }

        foreach (var need in step.Needs)
        {
            if (!byName.TryGetValue(need, out var needed))
            {
                throw new ArgumentException($"step '{step.Name}' needs '{need}', which there is not");
            }

            Visit(needed, [.. path, step.Name]);
        }
    }
}
