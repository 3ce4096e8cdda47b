using Microsoft.ML.OnnxRuntime;
using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Children;

/// <summary>The work of the child that tests a model: it gets the model's id and answers with what came of it. On the processor, because what a card gives is checked against that.</summary>
internal static class PackTestWork
{
    public static ChildHandler Handler(PackStore store) => (message, cancellationToken) =>
    {
        var id = message.Read(ProtocolJson.Default.String);
        var model = store.Catalog.FindModel(id) ?? throw new ProtocolException($"there is no model '{id}'");
        return Task.FromResult(ChildMessage.Of(Test(store, model, cancellationToken), SelfTestJson.Default.SelfTestRecord));
    };

    /// <summary>Loads both halves and shows them the test's pictures and captions.</summary>
    public static SelfTestRecord Test(PackStore store, PackModel model, CancellationToken cancellationToken)
    {
        try
        {
            var models = new LoadedModels();
            using var pictures = new PictureEncoder(store, model, models);
            using var texts = new PairTextEncoder(store, model, models);
            return SelfTest.Run(model.Name, picture => pictures.Encode(picture, cancellationToken), text => texts.Encode(text, cancellationToken));
        }
        catch (Exception problem) when (problem is OnnxRuntimeException or InvalidDataException or IOException)
        {
            return new SelfTestRecord(model.Name, SelfTestRecord.Current, Passed: false, $"it cannot be run: {problem.Message.ReplaceLineEndings(" ").TrimEnd('.')}.");
        }
    }
}
