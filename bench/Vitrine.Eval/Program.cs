using Vitrine.Eval;

return await CommandLine.RunAsync(args);
