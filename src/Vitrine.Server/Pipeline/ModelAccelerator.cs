using Vitrine.Contracts;
using Vitrine.Media.Children;
using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Pipeline;

/// <summary>Where this server's models run, and why: what was asked for, what is here, and what the model child told.</summary>
public sealed class ModelAccelerator(ServerOptions options, AcceleratorFacts facts, ILogger<ModelAccelerator> log)
{
    private readonly Accelerator asked = options.Accelerator ?? Accelerator.Auto;
    private readonly Lock gate = new();
    private AcceleratorChoice now = AcceleratorChoice.Decide(options.Accelerator ?? Accelerator.Auto, facts, null);

    /// <summary>Where they run became known, or changed.</summary>
    public event Action? Changed;

    public AcceleratorChoice Now
    {
        get
        {
            lock (gate)
            {
                return now;
            }
        }
    }

    /// <summary>As the API tells it.</summary>
    public AcceleratorView View
    {
        get
        {
            var choice = Now;
            return new AcceleratorView(asked.Name(), (choice.UsesCard ? Accelerator.Cuda : Accelerator.Cpu).Name(), CodeOf(choice.Reason), choice.Sentence)
            {
                Problem = choice.IsProblem,
                Details = choice.Details,
            };
        }
    }

    /// <summary>How the model child is to be started.</summary>
    /// <param name="pair">The model of pictures and texts in use; null = none.</param>
    public ChildOptions Child(string packs, Media.Packs.PairDescription? pair = null) => ModelOptions.Create(packs, asked != Accelerator.Cpu && facts.AreEnough ? facts : null, pair);

    /// <summary>What the model child said with an answer; null where it did not try.</summary>
    public void Heard(AcceleratorUse? use)
    {
        if (use is null)
        {
            return;
        }

        var choice = AcceleratorChoice.Decide(asked, facts, use);
        lock (gate)
        {
            if (choice.Sentence == now.Sentence)
            {
                return;
            }

            now = choice;
        }

        if (choice.IsProblem)
        {
            log.LogWarning("{Sentence}", choice.Sentence);
        }

        Changed?.Invoke();
    }

    /// <summary><c>NoDevice</c> as <c>no-device</c>.</summary>
    private static string CodeOf(AcceleratorReason reason) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
}
