namespace Vitrine.Media.Children;

/// <summary>Texts for the text child.</summary>
/// <param name="Task">The task in <c>Packs/catalog.json</c> whose installed model encodes them.</param>
public sealed record TextRequest(string Task, IReadOnlyList<string> Texts);

/// <summary>The texts as directions of unit length.</summary>
/// <param name="Space">The model whose directions they are: <c>name@version</c>.</param>
/// <param name="Vectors">One for each text, in their order.</param>
public sealed record TextAnswer(string Space, IReadOnlyList<float[]> Vectors);
