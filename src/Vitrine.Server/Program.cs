using Vitrine.Media.Children;
using Vitrine.Server.Hosting;

return ChildMain.IsChild(args)
    ? await ChildMain.RunAsync(args, MediaChildKinds.Create())
    : await ServerHost.RunAsync(args);
