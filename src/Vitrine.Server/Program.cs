using Vitrine.Server.Hosting;

return await ServerHost.RunAsync(args);
