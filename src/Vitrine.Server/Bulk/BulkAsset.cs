using Vitrine.Core.Claims;
using Vitrine.Core.Exports;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;

namespace Vitrine.Server.Bulk;

/// <summary>An asset of a set that is changed: what it is called, and what counts about it.</summary>
/// <param name="Parts">For templates; null where none asks.</param>
internal sealed record BulkAsset(long Key, string Id, string Name, long? Version, NameParts? Parts, SubjectLedger Ledger)
{
    /// <summary>What is shown of an attribute: in the slot's language where it names one, else in all.</summary>
    public IEnumerable<ShownClaim> Visible(AttributeSlot slot) =>
        Ledger.Shown(slot.Attribute).Where(claim => claim.IsVisible && (slot.Language is null || claim.Language == slot.Language));

    /// <summary>The one value to take where one has to do: without a language, else in English, else the first.</summary>
    public ShownClaim? One(AttributeSlot slot)
    {
        var visible = Visible(slot).ToArray();
        return visible.FirstOrDefault(claim => claim.Language is null) ?? visible.FirstOrDefault(claim => claim.Language == "en") ?? visible.FirstOrDefault();
    }
}

/// <summary>What one asset is to become, or why it stays as it is.</summary>
internal sealed class WishBuilder
{
    private readonly List<SingleEdit> set = [];
    private readonly List<WordEdit> add = [];
    private readonly List<WordEdit> remove = [];
    private readonly List<FieldChange> fields = [];

    public List<ValueProblem> Problems { get; } = [];

    /// <param name="everywhere">No value in any language, instead of none without a language.</param>
    public void Set(ClaimAttribute attribute, string? language, ClaimValue? value, bool everywhere = false) => set.Add(new SingleEdit(attribute, language, value, everywhere));

    public void Set(FieldChange field) => fields.Add(field);

    public void Add(WordEdit word) => add.Add(word);

    public void Remove(WordEdit word) => remove.Add(word);

    /// <summary>Text for an attribute: a value of its type, or the words of a set, parted by semicolons.</summary>
    public void Write(AttributeSlot slot, string text)
    {
        if (slot.Field is { } field)
        {
            var read = slot.Read(text);
            if (read.Problem is { } wrong)
            {
                Problems.Add(wrong);
            }
            else
            {
                Set(new FieldChange(field, read.Values));
            }
        }
        else if (slot.IsSet)
        {
            foreach (var word in WordList.Read(slot.Attribute, text))
            {
                Add(new WordEdit(slot.Attribute, word));
            }
        }
        else if (AttributeText.Read(slot.Attribute, slot.Name, text, out var value) is { } problem)
        {
            Problems.Add(problem);
        }
        else
        {
            Set(slot.Attribute, slot.Language, value);
        }
    }

    public AssetWish Build() => new() { Set = set, Add = add, Remove = remove, Fields = fields };
}
