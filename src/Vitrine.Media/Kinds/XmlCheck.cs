using System.Xml;

namespace Vitrine.Media.Kinds;

/// <summary>Reads XML to its end under limits, without document types: what passes can be handed to a parser that is less careful.</summary>
internal static class XmlCheck
{
    private const int MaxDepth = 256;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 64 << 20,
        CloseInput = false,
    };

    /// <summary>Why the file is no usable XML; null where all is well.</summary>
    public static BadFileException? Refuse(MediaFile file, DecodeLimits limits)
    {
        if (file.Content(limits.BytesInMemory) is not { } content)
        {
            return new(Codes.TooLarge, $"The document is larger than {limits.BytesInMemory >> 20} MB.");
        }

        using var stream = new MemoryStream(content, writable: false);
        return Refuse(stream);
    }

    /// <inheritdoc cref="Refuse(MediaFile, DecodeLimits)"/>
    /// <param name="stream">Read to its end, or to the first fault.</param>
    /// <param name="visit">Called at every node.</param>
    public static BadFileException? Refuse(Stream stream, Action<XmlReader>? visit = null) => Read(stream, visit, prologOnly: false);

    /// <summary>The same up to the root element: whether a document type stands before it.</summary>
    public static BadFileException? RefuseProlog(Stream stream) => Read(stream, null, prologOnly: true);

    private static BadFileException? Read(Stream stream, Action<XmlReader>? visit, bool prologOnly)
    {
        try
        {
            using var reader = XmlReader.Create(stream, Settings);
            while (reader.Read())
            {
                if (reader.Depth > MaxDepth)
                {
                    return new(Codes.Unsafe, $"The document's elements are nested more than {MaxDepth} deep.");
                }

                visit?.Invoke(reader);
                if (prologOnly && reader.NodeType == XmlNodeType.Element)
                {
                    return null;
                }
            }

            return null;
        }
        catch (XmlException problem) when (problem.Message.Contains("DTD", StringComparison.Ordinal))
        {
            return new(Codes.Unsafe, "The document brings a document type, which could name other files; it is not read.");
        }
        catch (Exception problem) when (problem is XmlException or InvalidOperationException or ArgumentException)
        {
            return new(Codes.Damaged, "The document is not well-formed XML.");
        }
    }
}
