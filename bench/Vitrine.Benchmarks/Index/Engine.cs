namespace Vitrine.Benchmarks.Index;

/// <summary>What answers questions: the index or one of its opponents, holding the same assets.</summary>
internal interface IEngine
{
    string Name { get; }

    bool Answers(QuestionKind kind);

    /// <summary>A client. Several may ask at the same time; one asks one question after the other.</summary>
    IEngineClient Connect();
}

internal interface IEngineClient : IDisposable
{
    Answer Ask(Question question);
}
