using System.Globalization;

namespace Vitrine.Server.Hosting;

/// <summary>How a writer finds its own writes again: <c>X-Vitrine-Sequence</c> in answers, <c>after</c> in searches.</summary>
internal static class Sequences
{
    public const string Header = "X-Vitrine-Sequence";

    public static void SetSequence(this HttpResponse response, long sequence)
    {
        if (sequence > 0)
        {
            response.Headers[Header] = sequence.ToString(CultureInfo.InvariantCulture);
        }
    }
}
