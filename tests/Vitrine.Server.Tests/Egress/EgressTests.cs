using System.Net;
using System.Net.Sockets;
using System.Text;
using Vitrine.Server.Egress;

namespace Vitrine.Server.Tests.Egress;

public sealed class EgressTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("1.1.1.1", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.128.0.0", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("2a00:1450:4001:80b::200e", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.1", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("100::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("3fff::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Addresses_ArePublicOrNot(string address, bool expected) => Assert.Equal(expected, PublicAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    public async Task Private_Addresses_AreNeverAsked(string address)
    {
        using var server = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        using var egress = new EgressClient();
        var error = await Assert.ThrowsAsync<IOException>(() => egress.OpenAsync(new Uri(string.Format(null, address, server.Port)), 100, TestContext.Current.CancellationToken));
        Assert.Contains("public internet", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Asked);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/")]
    public async Task Schemes_OtherThanHttp_AreRefused(string address)
    {
        using var egress = new EgressClient();
        await Assert.ThrowsAsync<IOException>(() => egress.OpenAsync(new Uri(address), 100, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Redirects_IntoThePrivateNet_AreNotFollowed()
    {
        using var inside = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        using var server = new OneAnswer($"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inside.Port}/\r\nContent-Length: 0\r\n\r\n");
        using var egress = new EgressClient(new HashSet<string> { "localhost" });

        await Assert.ThrowsAsync<IOException>(() => egress.OpenAsync(new Uri($"http://localhost:{server.Port}/"), 100, TestContext.Current.CancellationToken));

        Assert.Equal((1, 0), (server.Asked, inside.Asked));
    }

    [Fact]
    public async Task Redirects_WithoutEnd_AreLeft()
    {
        using var server = new OneAnswer("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
        using var egress = new EgressClient(new HashSet<string> { "LOCALHOST" });
        var error = await Assert.ThrowsAsync<IOException>(() => egress.OpenAsync(new Uri($"http://localhost:{server.Port}/"), 100, TestContext.Current.CancellationToken));
        Assert.Contains("too often", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n123456", "more bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n123456", "more than 5 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n3\r\n456\r\n0\r\n\r\n", "more than 5 bytes")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answered 404")]
    public async Task Answers_LongerThanAgreed_EndInAnError(string answer, string because)
    {
        using var server = new OneAnswer(answer);
        using var egress = new EgressClient(new HashSet<string> { "localhost" });
        var error = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await using var stream = await egress.OpenAsync(new Uri($"http://localhost:{server.Port}/"), 5, TestContext.Current.CancellationToken);
            await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        });
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_AsAgreed_AreRead()
    {
        using var server = new OneAnswer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345");
        using var egress = new EgressClient(new HashSet<string> { "localhost" });
        await using var stream = await egress.OpenAsync(new Uri($"http://localhost:{server.Port}/"), 5, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.Equal("12345", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Answers every connection with the same bytes and closes it.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly string answer;
        private int asked;

        public OneAnswer(string answer)
        {
            this.answer = answer;
            listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Asked => asked;

        public void Dispose() => listener.Dispose();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref asked);
                    await using var stream = client.GetStream();
                    await stream.ReadAtLeastAsync(new byte[4096], 1);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
            {
            }
        }
    }
}
