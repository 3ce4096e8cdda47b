using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Hosting.Reach;

/// <summary>Lets other devices in, as far as the command line says and the owner's password allows.</summary>
internal sealed class ReachSetup
{
    private readonly TlsCertificate? certificate;

    private ReachSetup(ReachOptions options, IReadOnlyList<Listener> listeners, TlsCertificate? certificate, IReadOnlyList<string> warnings)
    {
        (Options, Listeners, this.certificate, Warnings) = (options, listeners, certificate, warnings);
    }

    public ReachOptions Options { get; }

    public IReadOnlyList<Listener> Listeners { get; }

    /// <summary>What the owner should know, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <exception cref="ArgumentException">It cannot be as the options say; the message is a sentence.</exception>
    public static async Task<ReachSetup> PrepareAsync(ServerOptions options, Database database, Seed seed, CancellationToken cancellationToken)
    {
        var (reach, listeners) = (options.Reach, Listener.Of(options));
        List<string> warnings = [];
        using var passwords = new PasswordStore(database, seed);
        if (reach.PasswordFile is { } file && await OwnerPasswordFile.ApplyAsync(Path.GetFullPath(file), passwords, cancellationToken) is { } readable)
        {
            warnings.Add(readable);
        }

        if (listeners.FirstOrDefault(one => !one.IsLoopback) is { } open && !await passwords.IsSetAsync(cancellationToken))
        {
            throw new ArgumentException(
                $"{open} lets other devices in, and the owner has no password yet. Set one first: ./vitrine password --data \"{options.Data}\", or name a file that holds it in {ReachOptions.PasswordVariable}.");
        }

        if (listeners.FirstOrDefault(one => !one.IsLoopback && !one.Tls) is { } plain && reach is { TrustedProxies.Count: 0, TlsCertificate: null })
        {
            warnings.Add($"{plain} is plain HTTP: whoever is in the same network can read the password and the pictures. Use --tls-certificate, or a proxy with TLS and --trusted-proxy.");
        }

        var certificate = reach.TlsCertificate is { } pem ? new TlsCertificate(Path.GetFullPath(pem), Path.GetFullPath(reach.TlsKey!), database.Clock) : null;
        if (certificate?.EndsAt < database.Clock.GetUtcNow())
        {
            warnings.Add($"The certificate {reach.TlsCertificate} ended on {certificate.EndsAt:yyyy-MM-dd}; browsers refuse it.");
        }

        return new ReachSetup(reach, listeners, certificate, warnings);
    }

    public void Listen(KestrelServerOptions kestrel)
    {
        foreach (var one in Listeners)
        {
            kestrel.Listen(one.At, listen =>
            {
                if (one.Tls)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions
                    {
                        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate!.Current() }),
                    });
                }
            });
        }
    }

    public void Add(IServiceCollection services)
    {
        services.AddSingleton(this).AddSingleton(new OwnHosts(Options));
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;

            // A chain of proxies is followed as long as each is one of these.
            forwarded.ForwardLimit = 8;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in Options.TrustedProxies)
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
    }

    /// <summary>Before everything else: who asked, and how, where a trusted proxy says it.</summary>
    public void UseForwarded(WebApplication app)
    {
        if (certificate is not null)
        {
            var log = app.Services.GetRequiredService<ILogger<TlsCertificate>>();
            certificate.Trouble += sentence => log.LogWarning("{Trouble}", sentence);
        }

        if (Options.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }

    /// <summary>Where both plain HTTP and TLS let others in, plain HTTP only shows the way.</summary>
    public void UseHttpsWhereBoth(WebApplication app)
    {
        if (certificate is not null && Listeners.Any(one => !one.Tls && !one.At.Address.Equals(IPAddress.Loopback)))
        {
            app.Use(ToHttpsAsync);
        }
    }

    private Task ToHttpsAsync(HttpContext http, RequestDelegate next)
    {
        // On the loopback address this machine's own programs ask.
        var here = http.Connection.LocalIpAddress;
        if (http.Request.IsHttps || here is null || (here.IsIPv4MappedToIPv6 ? here.MapToIPv4() : here).Equals(IPAddress.Loopback))
        {
            return next(http);
        }

        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            return TypedResults.Problem("Use https: what was sent in plain HTTP was not looked at.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(http);
        }

        var host = new HostString(http.Request.Host.Host, TlsPort(http));
        http.Response.Redirect($"https://{(host.Port == 443 ? new HostString(host.Host) : host)}{http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}", permanent: true, preserveMethod: true);
        return Task.CompletedTask;
    }

    /// <summary>The port of the first listener with TLS, as it really is where any free one was asked for.</summary>
    private int TlsPort(HttpContext http) =>
        Listeners.First(one => one.Tls).At.Port is > 0 and var port
            ? port
            : new Uri(ServerHost.AddressesOf(http.RequestServices).First(one => one.StartsWith("https:", StringComparison.Ordinal))).Port;
}
