using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Benchmarks.Analysis;

/// <summary>
/// What an analyzer is held against: ONNX Runtime alone in a loop over tensors that lie ready in memory. No picture is scaled, nothing of the output is read.
/// </summary>
internal sealed class BareNetwork : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtValue[] tensors;
    private readonly string[] inputs;
    private readonly string[] outputs;

    private BareNetwork(InferenceSession session, IReadOnlyList<Picture> pictures)
    {
        this.session = session;
        inputs = [.. session.InputNames];
        outputs = [.. session.OutputNames];
        var shape = session.InputMetadata[inputs[0]].Dimensions.Select((size, i) => size < 0 && i == 0 ? 1L : size).ToArray();
        tensors = [.. pictures.Select(picture => Tensor(picture, shape))];
    }

    /// <summary>Opens the network of an installed model, and makes a tensor of each picture.</summary>
    /// <param name="threads">Threads of one run.</param>
    /// <param name="spinning">Whether threads that wait spin, as ONNX Runtime has it by default, or sleep, as in Vitrine.</param>
    public static BareNetwork Open(PackStore store, PackModel model, IReadOnlyList<Picture> pictures, int threads, bool spinning)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", spinning ? "1" : "0");
        var graph = model.Shipped.FirstOrDefault(name => name.EndsWith(".onnx", StringComparison.Ordinal));
        if (graph is null)
        {
            // ResNet-18's second file only subtracts the mean picture, which is part of making the tensor.
            var network = model.Files.First(file => file.Name.EndsWith(".onnx", StringComparison.Ordinal) && !file.Name.Contains("Preprocess", StringComparison.Ordinal));
            return new BareNetwork(new InferenceSession(store.PathOf(model, network), options), pictures);
        }

        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", store.FolderOf(model));
        return new BareNetwork(new InferenceSession(PackGraphs.Read(graph), options), pictures);
    }

    /// <param name="lanes">Tensors that are in the network at once.</param>
    /// <returns>Seconds for all tensors.</returns>
    public double Run(int lanes)
    {
        var started = Stopwatch.GetTimestamp();
        SideBySide.Run(lanes, tensors.Length, (_, i) =>
        {
            using var options = new RunOptions();
            using var results = session.Run(options, inputs, [tensors[i]], outputs);
        });
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }

        session.Dispose();
    }

    /// <summary>[1,3,h,w] or [1,h,w,3] with values around zero, as most networks want them.</summary>
    private static OrtValue Tensor(Picture picture, long[] shape)
    {
        var planes = shape[1] == 3;
        var (height, width) = planes ? ((int)shape[2], (int)shape[3]) : ((int)shape[1], (int)shape[2]);
        var values = new float[3 * width * height];
        new PictureInput(width, height, new Framing.Stretch(), TensorFormat.Uniform(planes, bgr: false, mean: 127.5f, deviation: 127.5f)).Fill(picture, values);
        return OrtValue.CreateTensorValueFromMemory(values, shape);
    }
}
