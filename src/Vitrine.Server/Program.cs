using Vitrine.Media.Children;
using Vitrine.Media.Tools;
using Vitrine.Server.Hosting;
using Vitrine.Server.Hosting.Verbs;

if (ChildMain.IsChild(args))
{
    return await ChildMain.RunAsync(args, MediaChildKinds.Create());
}

NativeHeap.KeepSmall();
return args is [var verb, ..] && Verb.Find(verb) is { } run ? await run(args[1..]) : await ServerHost.RunAsync(args);
