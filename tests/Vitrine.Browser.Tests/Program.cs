using Vitrine.Browser.Tests;
using Vitrine.Media.Children;
using Xunit.MicrosoftTestingPlatform;

// One executable in two roles: the tests, and the children that decode pictures for the server under test.
return ChildMain.IsChild(args)
    ? await ChildMain.RunAsync(args, MediaChildKinds.Create())
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
