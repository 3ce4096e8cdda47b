using Vitrine.Core.Claims;
using Vitrine.Core.Schema;

namespace Vitrine.Core.Tests.Schema;

public sealed class FieldChecksTests
{
    private static readonly Field Kind = Fields.Of("""{"name": "kind", "type": "SingleSelect", "options": ["shoe", "bag"]}""");

    private static readonly Field Size = Fields.Of(
        """{"name": "size", "type": "Number", "required": true, "rules": [{"when": {"field": "kind", "in": ["shoe"]}}]}""", Kind);

    private static readonly Field Model = Fields.Of(
        """{"name": "model", "type": "SingleSelect", "options": ["Air", "Tote", "Any"], "rules": [{"when": {"field": "kind", "in": ["shoe"]}, "options": ["Air"]}, {"when": {"field": "kind", "in": ["bag"]}, "options": ["Tote"]}]}""", Kind);

    private static readonly IReadOnlyList<AppliedField> All = Fields.Schema(Kind, Size, Model).Applied([]);

    [Fact]
    public void Check_AFieldWhoseConditionDoesNotHold_IsRefusedAndNotRequired()
    {
        Assert.Equal("size:rules", Check(Fields.Look(("kind", "bag")), complete: false, (Size, "42")));
        Assert.Equal("", Check(Fields.Look(("kind", "bag")), complete: true));
        Assert.Equal("size:required", Check(Fields.Look(("kind", "shoe")), complete: true));
        Assert.Equal("", Check(Fields.Look(), complete: true, (Kind, "shoe"), (Size, "42")));
    }

    [Fact]
    public void Check_AnOptionThatBelongsToAnotherValue_IsRefused()
    {
        Assert.Equal("model:rules", Check(Fields.Look(("kind", "bag")), complete: false, (Model, "Air")));
        Assert.Equal("", Check(Fields.Look(("kind", "shoe"), ("size", "42")), complete: false, (Model, "Air")));
        Assert.Equal("", Check(Fields.Look(), complete: false, (Model, "Any")));
    }

    [Fact]
    public void Applied_TheNearestFolderWithASet_Decides()
    {
        FolderFields outer = new(1, "f1", Only: true, [new FolderField(Kind.Id, Required: true, null, null)]);
        FolderFields inner = new(2, "f2", Only: false, [new FolderField(Kind.Id, null, ReadOnly: true, [new ClaimValue.Text("bag")])]);
        var schema = new FieldSchema([Kind, Size, Model with { Folders = ["f2"] }], [outer, inner]);
        var below = schema.Applied([new FolderStep(9, "f9"), new FolderStep(1, "f1"), new FolderStep(0, "f0")]);
        Assert.Equal(("kind", true), (Assert.Single(below).Field.Name, below[0].Required));
        var deep = schema.Applied([new FolderStep(2, "f2"), new FolderStep(1, "f1")]);
        Assert.Equal(["kind", "model", "size"], deep.Select(one => one.Field.Name).Order());
        Assert.Equal((false, true, 1), (deep[0].Required, deep[0].ReadOnly, deep[0].Default.Count));
        Assert.DoesNotContain(schema.Applied([new FolderStep(0, "f0")]), one => one.Field.Name == "model");
    }

    [Fact]
    public void Check_AReadOnlyField_KeepsItsValue()
    {
        AppliedField[] applied = [new AppliedField(Kind, Required: false, ReadOnly: true, [])];
        Assert.Equal("readOnly", Assert.Single(FieldChecks.Check(applied, Fields.Look(("kind", "bag")), [new FieldChange(Kind, [])], complete: false)).Rule);
        Assert.Empty(FieldChecks.Check(applied, Fields.Look(("kind", "bag")), [new FieldChange(Kind, [new ClaimValue.Text("bag")])], complete: false));
        Assert.Equal("folders", Assert.Single(FieldChecks.Check(applied, Fields.Look(), [new FieldChange(Size, [new ClaimValue.Number(1)])], complete: false)).Rule);
    }

    private static string Check(FieldLook now, bool complete, params (Field Field, string Text)[] changes) => string.Join(' ', FieldChecks
        .Check(All, now, [.. changes.Select(change => new FieldChange(change.Field, FieldReader.Read(change.Field, change.Text).Values))], complete)
        .Select(problem => $"{problem.Field}:{problem.Rule}"));
}
