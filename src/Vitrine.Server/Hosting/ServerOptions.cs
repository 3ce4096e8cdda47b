using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Server.Hosting.Reach;
using Vitrine.Server.Storage.Blobs.S3;

namespace Vitrine.Server.Hosting;

/// <summary>What the command line says. Everything else is a setting in the database.</summary>
public sealed record ServerOptions
{
    /// <summary><c>--data</c>: where the server keeps everything of its own; <c>data</c> below the working folder by default.</summary>
    public string Data { get; init; } = "data";

    /// <summary><c>--port</c>: 5180 by default; 0 = any free one.</summary>
    public int Port { get; init; } = 5180;

    /// <summary><c>--database</c>: a PostgreSQL connection string; SQLite in the data folder by default.</summary>
    public string? Database { get; init; }

    /// <summary><c>--blobs</c>: an S3 bucket for originals that are copied or uploaded; what the data folder remembers by default, else its folder <c>blobs</c>.</summary>
    public S3Address? Blobs { get; init; }

    /// <summary><c>--upload-space</c>: bytes that unfinished resumable uploads may take together in the data folder; given in GB, 200 by default.</summary>
    public long UploadSpace { get; init; } = 200_000_000_000;

    /// <summary><c>--packs starter|none</c>: whether the packs that tagging needs are fetched at the start where they are missing.</summary>
    public bool InstallsPacks { get; init; } = true;

    /// <summary><c>--accelerator auto|cpu|cuda</c>: what models run on; null = not said, which is <c>auto</c>.</summary>
    public Accelerator? Accelerator { get; init; }

    /// <summary>Whom else than this machine the server lets in, and how.</summary>
    public ReachOptions Reach { get; init; } = new();

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">An argument is unknown or has no value; the message is a sentence.</exception>
    public static ServerOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServerOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 >= arguments.Count)
            {
                throw new ArgumentException($"{arguments[i]} needs a value");
            }

            var value = arguments[i + 1];
            switch (arguments[i])
            {
                case "--data":
                    options = options with { Data = value };
                    break;
                case "--port":
                    options = options with
                    {
                        Port = ushort.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var port)
                            ? port
                            : throw new ArgumentException($"--port takes a number from 0 to 65535, not '{value}'"),
                    };
                    break;
                case "--database":
                    options = options with { Database = value };
                    break;
                case "--blobs":
                    options = options with { Blobs = S3Address.Parse(value) };
                    break;
                case "--upload-space":
                    options = options with
                    {
                        UploadSpace = int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var gigabytes) && gigabytes is >= 1 and <= 1_000_000
                            ? gigabytes * 1_000_000_000L
                            : throw new ArgumentException($"--upload-space takes a number of GB from 1 to 1000000, not '{value}'"),
                    };
                    break;
                case "--packs":
                    options = options with
                    {
                        InstallsPacks = value switch
                        {
                            "starter" => true,
                            "none" => false,
                            _ => throw new ArgumentException($"--packs takes starter or none, not '{value}'"),
                        },
                    };
                    break;
                case "--accelerator":
                    options = options with { Accelerator = AcceleratorNames.Parse(value, arguments[i]) };
                    break;
                default:
                    options = options with { Reach = options.Reach.With(arguments[i], value) ?? throw new ArgumentException($"unknown argument '{arguments[i]}'") };
                    break;
            }
        }

        return options;
    }
}
