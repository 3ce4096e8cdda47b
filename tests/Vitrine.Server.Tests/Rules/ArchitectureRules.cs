using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Vitrine.Server.Tests.Rules;

/// <summary>Which way dependencies point, and who alone may touch what.</summary>
public sealed class ArchitectureRules
{
    private static readonly System.Reflection.Assembly Core = typeof(Vitrine.Core.Assets.PublicId).Assembly;
    private static readonly System.Reflection.Assembly Contracts = typeof(Vitrine.Contracts.SearchRequest).Assembly;
    private static readonly System.Reflection.Assembly Media = typeof(Vitrine.Media.Tools.ToolProcess).Assembly;
    private static readonly System.Reflection.Assembly Server = typeof(Vitrine.Server.Storage.Database).Assembly;
    private static readonly System.Reflection.Assembly Cli = System.Reflection.Assembly.Load("vitrine");

    private static readonly Architecture Solution = new ArchLoader().LoadAssemblies(Core, Contracts, Media, Server).Build();

    [Fact]
    public void Assemblies_ReferenceOnlyWhatLiesBelowThem()
    {
        Assert.Empty(Own(Core));
        Assert.Subset(new HashSet<string> { "Vitrine.Core" }, Own(Contracts).ToHashSet());
        Assert.Equal(["Vitrine.Core"], Own(Media));
        Assert.Subset(new HashSet<string> { "Vitrine.Core", "Vitrine.Contracts", "Vitrine.Media" }, Own(Server).ToHashSet());
        Assert.Subset(new HashSet<string> { "Vitrine.Core", "Vitrine.Contracts" }, Own(Cli).ToHashSet());
    }

    [Fact]
    public void Core_ReferencesNoPackage() =>
        Assert.All(Core.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Fact]
    public void Databases_AreKnownToStorageAlone()
    {
        foreach (var assembly in new[] { Core, Contracts, Media, Cli })
        {
            Assert.DoesNotContain(assembly.GetReferencedAssemblies(), reference => reference.Name is "Npgsql" or "Microsoft.Data.Sqlite");
        }

        Holds(Types().That().ResideInAssembly(Server).And().DoNotResideInNamespaceMatching(@"^Vitrine\.Server\.Storage")
            .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching(@"^(Npgsql|Microsoft\.Data\.Sqlite)"));
    }

    [Fact]
    public void HttpClient_IsUsedByTheEgressClientAlone() =>
        Holds(Types().That().ResideInAssembly(Server).And().DoNotResideInNamespaceMatching(@"^Vitrine\.Server\.Egress")
            .Should().NotDependOnAnyTypesThat().HaveFullName("System.Net.Http.HttpClient"));

    /// <summary>
    /// Amazon's library brings a client of its own, which the rule above does not see. It is let in because it goes to one address only, the owner's own,
    /// which the <c>EgressClient</c> would refuse: mostly that lies in a private network.
    /// </summary>
    [Fact]
    public void AmazonsLibrary_IsUsedByTheS3StoreAlone() =>
        Holds(Types().That().ResideInAssembly(Server).And().DoNotResideInNamespaceMatching(@"^Vitrine\.Server\.Storage\.Blobs\.S3")
            .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching(@"^Amazon"));

    [Fact]
    public void Processes_AreStartedByToolsAlone() =>
        Holds(Types().That().ResideInAssembly(Media).And().DoNotResideInNamespaceMatching(@"^Vitrine\.Media\.(Tools|Children)")
            .Should().NotDependOnAnyTypesThat().HaveFullName("System.Diagnostics.ProcessStartInfo"));

    private static string[] Own(System.Reflection.Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("Vitrine.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static void Holds(IArchRule rule)
    {
        var violations = rule.Evaluate(Solution).Where(result => !result.Passed).Select(result => result.Description);
        Assert.Empty(violations);
    }
}
