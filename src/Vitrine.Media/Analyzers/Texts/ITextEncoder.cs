namespace Vitrine.Media.Analyzers.Texts;

/// <summary>Turns a text into a direction that pictures, or the words for them, are compared with. One instance serves one child process, one text at a time.</summary>
public interface ITextEncoder : IDisposable
{
    /// <summary>The space that its directions lie in: the name of the model (<c>name@version</c>), as vectors that can be compared with them name it.</summary>
    string Space { get; }

    /// <summary>A direction of unit length. Of a text that is longer than the model takes, its beginning counts; any text gives one, an empty one among them.</summary>
    float[] Encode(string text, CancellationToken cancellationToken);
}
