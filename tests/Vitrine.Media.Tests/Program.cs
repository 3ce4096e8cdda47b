using Vitrine.Media.Children;
using Vitrine.Media.Tests;
using Vitrine.Media.Tests.Children;
using Vitrine.Media.Tests.Kinds;
using Xunit.MicrosoftTestingPlatform;

if (Environment.GetEnvironmentVariable(OwnProcess.Variable) is { Length: > 0 } part)
{
    return await OwnProcess.RunInside(part);
}

// One executable in three more roles: the tests, the children they supervise, and a parent that a test kills.
return args switch
{
    [TestParent.Verb, ..] => await TestParent.RunAsync(args),
    [_, TestKinds.Outdated, ..] when ChildMain.IsChild(args) => await ChildMain.RunAsync(args, TestKinds.All, protocol: 99),
    _ when ChildMain.IsChild(args) => await ChildMain.RunAsync(args, TestKinds.All),
    _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
};
