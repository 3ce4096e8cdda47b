using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>What reductions of wide models came to, kept in a folder: fitting takes some seconds.</summary>
internal sealed class FittedReductions(string folder, ILogger log)
{
    /// <returns>Null where there is none.</returns>
    public VectorReduction? Of(string model)
    {
        try
        {
            return File.Exists(PathOf(model)) ? ReductionFile.Load(File.ReadAllBytes(PathOf(model))) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            log.LogWarning("The reduction of {Model} cannot be read and is fitted again: {Reason}", model, error.Message);
            return null;
        }
    }

    public void Keep(string model, VectorReduction fitted)
    {
        log.LogInformation("The pictures' vectors of {Model} are searched with {To} of their {From} components: {Loss}", model, fitted.To, fitted.From, fitted.Loss);
        try
        {
            Directory.CreateDirectory(folder);
            var part = PathOf(model) + ".part";
            File.WriteAllBytes(part, ReductionFile.Save(fitted));
            File.Move(part, PathOf(model), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The reduction of {Model} cannot be kept for the next start: {Reason}", model, error.Message);
        }
    }

    private string PathOf(string model) => Path.Combine(folder, DataFolder.FileNameOf(model) + ".reduction");
}
