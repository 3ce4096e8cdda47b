using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>A text runner to which sentences are alike that share words: each word has a component of its own.</summary>
internal sealed class PlayedTexts : ITextRunner
{
    private const int Width = 256;

    private static readonly string[] Small = ["a", "photo", "of", "on", "the", "with", "and"];

    /// <summary>Null: no model is installed.</summary>
    public string? Space { get; set; } = "played-sentences@1";

    /// <summary>The sentences it was asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Set: the child dies over everything.</summary>
    public bool Fails { get; set; }

    /// <summary>What a model of pictures and texts reads every text as; null: none is in use.</summary>
    public float[]? Pair { get; set; }

    /// <summary>Sentences that are answered only when this is: a model that is slow.</summary>
    public Task Slow { get; set; } = Task.CompletedTask;

    /// <summary>How many requests came.</summary>
    public int Requests { get; private set; }

    /// <summary>A server whose pictures are played and that asks this runner.</summary>
    public Task<DamApp> StartAsync(string engine) => DamApp.StartAsync(engine, new DamSetup
    {
        Media = new PlayedMedia(),
        Services = services => services.Replace(ServiceDescriptor.Singleton<ITextRunner>(this)),
    });

    public string? SpaceOf(string task) => task == "sentences" ? Space : Pair is null ? null : PlayedMedia.Pair;

    public async Task<MediaOutcome<TextAnswer>> EncodeAsync(TextRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        lock (Asked)
        {
            Asked.AddRange(request.Texts);
            Requests++;
        }

        await Slow.WaitAsync(limit, cancellationToken);

        if (request.Task == "embed")
        {
            return new MediaOutcome<TextAnswer>(new TextAnswer(PlayedMedia.Pair, [Pair!]), null);
        }

        return Fails || Space is null
            ? new MediaOutcome<TextAnswer>(null, new MediaFailure(MediaFailureKind.Killed, "died", "The child died."))
            : new MediaOutcome<TextAnswer>(new TextAnswer(Space, [.. request.Texts.Select(Direction)]), null);
    }

    private static float[] Direction(string text)
    {
        var direction = new float[Width];
        foreach (var word in text.ToLowerInvariant().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Except(Small))
        {
            direction[word.Aggregate(7, (hash, letter) => ((hash * 31) + letter) & 0xffffff) % Width] = 1;
        }

        var length = MathF.Sqrt(direction.Sum(x => x * x));
        return [.. direction.Select(x => length > 0 ? x / length : 1 / MathF.Sqrt(Width))];
    }
}
