using Vitrine.Media.Children;
using Vitrine.Server.Tests;
using Xunit.MicrosoftTestingPlatform;

// One executable in two roles: the tests, and the children that decode and analyze for the server under test (and die where a test wants it).
return ChildMain.IsChild(args)
    ? await ChildMain.RunAsync(args, PoisonableChildren.Create())
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
