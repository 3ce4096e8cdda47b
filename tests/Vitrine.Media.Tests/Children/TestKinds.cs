using Vitrine.Media.Children;

namespace Vitrine.Media.Tests.Children;

/// <summary>What the children of the tests do.</summary>
internal static class TestKinds
{
    public const string Outdated = "outdated";
    public const string Raw = "raw";

    /// <summary>The model child of production, which stands under its own name for the double.</summary>
    public const string Models = "models";

    public static ChildKinds All => new()
    {
        [ChildKinds.Decode] = _ => DecodeWork.Handler(TestDecoder.DecodeAsync),
        [ChildKinds.Model] = arguments => new TestModel(arguments).Handler(),
        [Models] = MediaChildKinds.Create()[ChildKinds.Model],
        [ChildKinds.Texts] = MediaChildKinds.Create()[ChildKinds.Texts],
        [ChildKinds.PackTest] = MediaChildKinds.Create()[ChildKinds.PackTest],
        [Outdated] = _ => (message, _) => Task.FromResult(message),

        // Answers a decode request with something else.
        [Raw] = _ => (_, _) => Task.FromResult(new ChildMessage("[1,2,3]"u8.ToArray(), [])),
    };
}
