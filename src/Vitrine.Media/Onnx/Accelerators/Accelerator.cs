namespace Vitrine.Media.Onnx.Accelerators;

/// <summary>What the owner wants the models to run on.</summary>
public enum Accelerator
{
    /// <summary>A graphics card where one can be used, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A graphics card, by ONNX Runtime's CUDA provider. Where it cannot be used the processor does the work, and that is said as a problem.</summary>
    Cuda,
}

/// <summary>The names under which an <see cref="Accelerator"/> is asked for.</summary>
public static class AcceleratorNames
{
    /// <summary>The variable that says it where the command line does not.</summary>
    public const string Variable = "VITRINE_ACCELERATOR";

    public static string Name(this Accelerator accelerator) => accelerator switch
    {
        Accelerator.Cpu => "cpu",
        Accelerator.Cuda => "cuda",
        _ => "auto",
    };

    /// <param name="value">What was written.</param>
    /// <param name="by">The option or variable that it was written for.</param>
    /// <exception cref="ArgumentException">It is none of the names; the message is a sentence.</exception>
    public static Accelerator Parse(string value, string by)
    {
        foreach (var accelerator in Enum.GetValues<Accelerator>())
        {
            if (value == accelerator.Name())
            {
                return accelerator;
            }
        }

        throw new ArgumentException($"{by} takes auto, cpu or cuda, not '{value}'");
    }

    /// <summary>What <see cref="Variable"/> says; null where it is not set.</summary>
    /// <exception cref="ArgumentException">It says something else; the message is a sentence.</exception>
    public static Accelerator? FromVariable() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? Parse(value, Variable) : null;
}
