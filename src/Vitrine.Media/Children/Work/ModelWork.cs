namespace Vitrine.Media.Children;

/// <summary>Runs the analyzers asked for over one preview inside the model child.</summary>
public delegate Task<ModelAnswer> Analyze(ModelRequest request, CancellationToken cancellationToken);

/// <summary>The work of the model child: some pictures at a time.</summary>
public static class ModelWork
{
    /// <summary>
    /// Pictures that are looked at side by side, and how many threads each of them has: on a few cores, a core for each picture wastes least. With a graphics
    /// card it is the same: what is left of a picture's time is its decoding and scaling, which take a core each while the card works for the other lanes; a
    /// model that falls back to the processor finds the threads that it needs; and each lane costs memory of the card in every model.
    /// </summary>
    public static (int Lanes, int Threads) Cores { get; } = SplitOf(Environment.ProcessorCount);

    /// <param name="lanes">Each takes one picture at a time.</param>
    public static ChildHandler Handler(params IReadOnlyList<Analyze> lanes) => async (message, cancellationToken) =>
    {
        var requests = ModelWire.ReadRequests(message);
        var answers = new ModelAnswer[requests.Count];
        var taken = -1;
        await Task.WhenAll(lanes.Take(requests.Count).Select(lane => Task.Run(
            async () =>
            {
                for (int i; (i = Interlocked.Increment(ref taken)) < requests.Count;)
                {
                    answers[i] = await lane(requests[i], cancellationToken);
                }
            },
            CancellationToken.None)));
        return ModelWire.Write(answers);
    };

    /// <summary>A fourth lane comes within 20 MB of what the child may hold.</summary>
    internal static (int Lanes, int Threads) SplitOf(int cores)
    {
        var lanes = Math.Clamp(cores, 1, 3);
        return (lanes, Math.Max(1, cores / lanes));
    }
}
