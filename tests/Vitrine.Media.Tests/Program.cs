using Vitrine.Media.Tests;
using Vitrine.Media.Tests.Kinds;
using Xunit.MicrosoftTestingPlatform;

if (Environment.GetEnvironmentVariable(OwnProcess.Variable) is { Length: > 0 } part)
{
    return await OwnProcess.RunInside(part);
}

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
