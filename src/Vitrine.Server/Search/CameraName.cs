namespace Vitrine.Server.Search;

/// <summary>A camera as it is shown: maker and model.</summary>
internal static class CameraName
{
    /// <summary>"Canon" and "Canon PowerShot S40" is no Canon Canon. Null where neither is said.</summary>
    public static string? Of(string? maker, string? model) => maker is null && model is null ? null
        : model is { Length: > 0 } && (maker is null || model.StartsWith(maker, StringComparison.OrdinalIgnoreCase)) ? model
        : $"{maker} {model}".Trim();
}
