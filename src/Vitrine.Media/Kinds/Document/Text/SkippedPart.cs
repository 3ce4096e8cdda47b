using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>Leaves out an element with all below it while a document is shown node by node.</summary>
internal sealed class SkippedPart
{
    private int below = -1;

    /// <summary>From this start tag up to its end nothing counts.</summary>
    public void Begin(XmlReader reader)
    {
        if (!reader.IsEmptyElement)
        {
            below = reader.Depth;
        }
    }

    /// <summary>Whether this node is left out. The end tag that closes the part is the last one that is.</summary>
    public bool Covers(XmlReader reader)
    {
        if (below < 0)
        {
            return false;
        }

        below = reader.NodeType == XmlNodeType.EndElement && reader.Depth == below ? -1 : below;
        return true;
    }
}
