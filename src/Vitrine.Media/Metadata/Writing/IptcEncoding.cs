using System.Text;
using System.Text.Unicode;
using MetadataExtractor;
using MetadataExtractor.Formats.Iptc;
using MetadataExtractor.IO;
using Vitrine.Media.Metadata.Containers;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>In which encoding the texts of an IPTC block stand that does not say so, as most do not.</summary>
internal static class IptcEncoding
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>exiftool's name for it.</summary>
    public static async Task<string> OfAsync(ExifToolProcess tool, string path, CancellationToken cancellationToken)
    {
        var answer = await tool.AskAsync(path, ["-b", "-IPTC", "-q", "-q"], Limit, cancellationToken);
        return answer.Output is { Length: > 0 } block && !IsUtf8(block.ToArray()) ? "Latin" : "UTF8";
    }

    private static bool IsUtf8(byte[] block)
    {
        try
        {
            var directory = new IptcReader().Extract(new SequentialByteArrayReader(block), block.Length);
            return directory.Tags.Select(tag => directory.GetObject(tag.Type)).SelectMany(Texts).All(text => Utf8.IsValid(text));
        }
        catch (Exception e) when (TiffTags.IsDamage(e))
        {
            return false;
        }
    }

    private static IEnumerable<byte[]> Texts(object? value) => value switch
    {
        StringValue one => [one.Bytes],
        StringValue[] many => many.Select(one => one.Bytes),
        string text => [Encoding.Latin1.GetBytes(text)],
        string[] texts => texts.Select(Encoding.Latin1.GetBytes),
        _ => [],
    };
}
