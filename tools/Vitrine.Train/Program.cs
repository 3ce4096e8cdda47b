using Vitrine.Train;

return CommandLine.Run(args);
