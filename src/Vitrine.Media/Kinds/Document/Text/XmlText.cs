using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>The texts inside an XML document, one line each.</summary>
internal static class XmlText
{
    public static DocumentText Read(byte[] content)
    {
        var text = new PageText();
        using var stream = new MemoryStream(content, writable: false);
        var reason = XmlCheck.Refuse(stream, reader =>
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                text.AddValue(reader);
                text.EndLine();
            }
        });
        return reason is null ? text.ToText() : throw reason;
    }
}
