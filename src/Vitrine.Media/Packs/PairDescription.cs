namespace Vitrine.Media.Packs;

/// <summary>How a model of pictures and texts is run, as the catalogue says it: two ONNX files whose vectors lie in one space.</summary>
/// <param name="Dimension">Components of a vector.</param>
/// <param name="MemoryMb">Megabytes that the model child may hold for it beside what other models need, with both halves loaded.</param>
/// <param name="OnProcessor">Whether it stays on the processor: half-precision SigLIP 2 gives all texts nearly the same vector on a graphics card.</param>
public sealed record PairDescription(int Dimension, int MemoryMb, PictureDescription Picture, TextDescription Text, bool OnProcessor = false);

/// <param name="File">Its name in the model's folder.</param>
/// <param name="Side">Pixels of the square that the model looks at.</param>
/// <param name="Framing"><c>stretch</c>: whatever the aspect; <c>crop</c>: the middle of the picture.</param>
/// <param name="Filter"><c>bilinear</c> or <c>bicubic</c>, both as Pillow has them.</param>
/// <param name="Mean">Of red, green and blue, each 0…1.</param>
/// <param name="Deviation">Of red, green and blue, each above 0.</param>
public sealed record PictureDescription(string File, int Side, string Framing, string Filter, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation);

/// <param name="File">Its name in the model's folder.</param>
/// <param name="Tokenizer"><c>clip</c>, or <c>sentencepiece</c>; which form of its vocabulary is read, <paramref name="Vocabulary"/> says.</param>
/// <param name="Vocabulary">One file by its name: <c>….json</c> as Hugging Face has it, <c>….gz</c> as CLIP, <c>….model</c> as SentencePiece; or CLIP's <c>vocab.json</c> and <c>merges.txt</c>.</param>
/// <param name="Cleaning">For <c>sentencepiece</c>: <c>lower</c> or <c>canonical</c>.</param>
/// <param name="Length">Tokens of a row.</param>
/// <param name="Start">The token before a text; null = none.</param>
/// <param name="End">The token behind it.</param>
/// <param name="Pad">The token that fills the row.</param>
public sealed record TextDescription(string File, string Tokenizer, IReadOnlyList<string> Vocabulary, int Length, int End, int Pad, int? Start = null, string? Cleaning = null);
