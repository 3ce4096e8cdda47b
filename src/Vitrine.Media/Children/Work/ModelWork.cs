namespace Vitrine.Media.Children;

/// <summary>Runs the analyzers asked for over one preview inside the model child.</summary>
public delegate Task<ModelAnswer> Analyze(ModelRequest request, CancellationToken cancellationToken);

/// <summary>The work of the model child.</summary>
public static class ModelWork
{
    public static ChildHandler Handler(Analyze analyze) => async (message, cancellationToken) =>
        ModelWire.Write(await analyze(ModelWire.ReadRequest(message), cancellationToken));
}
