using Vitrine.Core.Search.Phrases;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search.Phrases;

/// <summary>
/// The vocabulary with which phrases are read. What a reader needs of it is made beside, as that takes seconds where there are hundreds of thousands of concepts: after a change
/// phrases are read with the vocabulary before it until the new one is ready.
/// </summary>
internal sealed class PhraseVocabularies(VocabularyStore store, Database database, ILogger<PhraseVocabularies> log)
{
    /// <summary>How long the first question waits; after that the words are searched for as they stand.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>So many times as long as it took the last one rests: while tags are made one after the other, most of a core is left to others.</summary>
    private const int Rest = 10;

    private readonly Lock gate = new();
    private Task making = Task.CompletedTask;
    private DateTimeOffset restedAt;
    private volatile ConceptVocabulary? ready;

    /// <summary>Null while the first one is made.</summary>
    public async Task<ConceptVocabulary?> NewestAsync(CancellationToken cancellationToken)
    {
        var made = Prepare();
        if (ready is null)
        {
            await Task.WhenAny(made, Task.Delay(Patience, database.Clock, cancellationToken));
        }

        return ready;
    }

    /// <summary>Has the current vocabulary made ready, where it is not.</summary>
    /// <returns>Ends, without an error, when that is done.</returns>
    public Task Prepare()
    {
        var current = store.Current;
        lock (gate)
        {
            if (ready != current && making.IsCompleted && database.Clock.GetUtcNow() >= restedAt)
            {
                making = Task.Run(() => Make(current));
            }

            return making;
        }
    }

    private void Make(ConceptVocabulary vocabulary)
    {
        var began = database.Clock.GetTimestamp();
        try
        {
            PhraseReader.Prepare(vocabulary);
            ready = vocabulary;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            log.LogWarning("Phrases cannot be read with the newest words of the vocabulary, this is tried again: {Reason}", error.Message);
        }

        lock (gate)
        {
            restedAt = database.Clock.GetUtcNow() + (database.Clock.GetElapsedTime(began) * Rest);
        }
    }
}
