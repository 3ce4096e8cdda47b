using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vitrine.Server.Hosting.Reach;

/// <summary>The certificate of TLS, read again when its files change: whoever renews it need not tell the server.</summary>
internal sealed class TlsCertificate
{
    /// <summary>So often the files are looked at, when somebody connects.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly string certificate;
    private readonly string key;
    private readonly TimeProvider clock;
    private SslStreamCertificateContext current;
    private (DateTime, DateTime) read;
    private DateTimeOffset looked;

    /// <exception cref="ArgumentException">The files cannot be used; the message is a sentence.</exception>
    public TlsCertificate(string certificate, string key, TimeProvider clock)
    {
        (this.certificate, this.key, this.clock) = (certificate, key, clock);
        looked = clock.GetUtcNow();
        read = Times();
        current = Load();
    }

    /// <summary>What could not be read of newer files, in a sentence; the older certificate stays in use.</summary>
    public event Action<string>? Trouble;

    /// <summary>When the certificate in use ends.</summary>
    public DateTimeOffset EndsAt => current.TargetCertificate.NotAfter;

    /// <summary>The certificate for a connection that begins now.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now - looked >= LooksEvery)
            {
                looked = now;
                LookAgain();
            }

            return current;
        }
    }

    private void LookAgain()
    {
        var times = Times();
        if (times == read)
        {
            return;
        }

        try
        {
            // The old one is not disposed of: connections that began with it may still go on.
            current = Load();
            read = times;
        }
        catch (ArgumentException error)
        {
            // Half of the pair may be written already: looked at again next time.
            Trouble?.Invoke($"{error.Message} The certificate that was read before stays in use.");
        }
    }

    /// <summary>Of the files that links lead to, which renewing programs put in place.</summary>
    private (DateTime Certificate, DateTime Key) Times() => (Time(certificate), Time(key));

    private static DateTime Time(string path) =>
        new FileInfo(path) is var file && file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.LastWriteTimeUtc : file.LastWriteTimeUtc;

    private SslStreamCertificateContext Load()
    {
        try
        {
            var own = X509Certificate2.CreateFromPemFile(certificate, key);
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(certificate);
            all.RemoveAt(0);

            // Offline: nothing that a certificate names is fetched.
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArgumentException($"The certificate {certificate} with the key {key} cannot be used: {error.Message.TrimEnd('.')}.", error);
        }
    }
}
