using Vitrine.Media.Tests;
using Xunit.MicrosoftTestingPlatform;

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
