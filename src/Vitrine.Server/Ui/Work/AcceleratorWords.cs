using System.Globalization;
using Vitrine.Contracts;

namespace Vitrine.Server.Ui.Work;

/// <summary>What models run on, in the language of the page.</summary>
internal static class AcceleratorWords
{
    public static string Sentence(AcceleratorView accelerator) =>
        string.Format(CultureInfo.CurrentCulture, Words.Say("accelerator." + accelerator.Code), [.. accelerator.Details]);
}
