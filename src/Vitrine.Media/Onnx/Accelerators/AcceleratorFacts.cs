namespace Vitrine.Media.Onnx.Accelerators;

/// <summary>What can be seen of a graphics card without loading anything for it.</summary>
/// <param name="HasProvider">Whether this build of Vitrine came with ONNX Runtime's CUDA provider.</param>
/// <param name="Cards">Device files of graphics cards.</param>
public sealed record AcceleratorFacts(bool HasProvider, IReadOnlyList<string> Cards)
{
    /// <summary>
    /// Beside the cards themselves: control, memory that card and processor share, and the slices of a card that was divided. What is not there is not
    /// bound. <c>/dev/dxg</c> is the card of a Linux inside of Windows.
    /// </summary>
    private static readonly string[] Beside = ["nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-caps"];

    private const string WindowsCard = "dxg";

    /// <summary>Every device file that CUDA opens.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Folders with libraries that the owner named (<c>LD_LIBRARY_PATH</c>), for CUDA and cuDNN that are not installed in the system.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];

    /// <summary>Whether it is worth to try.</summary>
    public bool AreEnough => HasProvider && Cards.Count > 0;

    /// <summary>Looks at this program's folder and at this machine.</summary>
    public static AcceleratorFacts Look() => Look(CudaProvider.File is not null, "/dev", Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"));

    internal static AcceleratorFacts Look(bool hasProvider, string deviceFolder, string? libraryPath)
    {
        string[] cards = Directory.Exists(deviceFolder)
            ? [.. Directory.EnumerateFileSystemEntries(deviceFolder).Where(path => IsCard(Path.GetFileName(path))).Order(StringComparer.Ordinal)]
            : [];
        return new AcceleratorFacts(hasProvider, cards)
        {
            Devices = [.. cards, .. Beside.Select(name => Path.Combine(deviceFolder, name)).Where(Path.Exists)],
            Libraries = [.. (libraryPath ?? "").Split(':').Where(Path.IsPathRooted).Where(Directory.Exists).Distinct(StringComparer.Ordinal)],
        };
    }

    private static bool IsCard(string name) =>
        name == WindowsCard || (name.StartsWith("nvidia", StringComparison.Ordinal) && name.Length > "nvidia".Length && name.Skip("nvidia".Length).All(char.IsAsciiDigit));
}
