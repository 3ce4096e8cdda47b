using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Uploads;

/// <summary>Requests of the tus protocol as programs send them.</summary>
internal static class Tus
{
    /// <summary>Bytes that look like nothing, the same for the same seed.</summary>
    public static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, byte[]? piece, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.TrimStart('/'));
        if (!headers.Any(header => header.Name == "Tus-Resumable"))
        {
            request.Headers.Add("Tus-Resumable", "1.0.0");
        }

        if (piece is not null)
        {
            request.Content = new ByteArrayContent(piece);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(headers.FirstOrDefault(header => header.Name == "Content-Type").Value ?? "application/offset+octet-stream");
        }

        foreach (var (name, value) in headers.Where(header => header.Name != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static string Metadata(params (string Key, string Value)[] pairs) =>
        string.Join(',', pairs.Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));

    /// <summary>Begins an upload and returns its path.</summary>
    public static async Task<string> BeginAsync(HttpClient http, long length, params (string Key, string Value)[] said)
    {
        using var response = await SendAsync(http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", Text(length)), ("Upload-Metadata", Metadata(said)));
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return response.Header("Location")!;
    }

    public static Task<HttpResponseMessage> AppendAsync(HttpClient http, string path, long offset, byte[] piece, params (string Name, string Value)[] headers) =>
        SendAsync(http, HttpMethod.Patch, path, piece, [("Upload-Offset", Text(offset)), .. headers]);

    public static async Task<long> OffsetAsync(HttpClient http, string path)
    {
        using var response = await SendAsync(http, HttpMethod.Head, path, null);
        if (response.StatusCode == HttpStatusCode.Locked)
        {
            // Another request is about to write, or to end: the offset is not known at this moment.
            await Task.Delay(5, TestContext.Current.CancellationToken);
            return await OffsetAsync(http, path);
        }

        Assert.True(response.StatusCode == HttpStatusCode.OK, $"HEAD {path}: {(int)response.StatusCode}");
        Assert.Equal("no-store", response.Header("Cache-Control"));
        return long.Parse(response.Header("Upload-Offset")!, CultureInfo.InvariantCulture);
    }

    /// <summary>Sends all that is missing, trying again while another request works on the upload.</summary>
    /// <returns>The asset that it became.</returns>
    public static async Task<string> CompleteAsync(HttpClient http, string path, byte[] whole)
    {
        while (true)
        {
            var offset = (int)await OffsetAsync(http, path);
            using var response = await AppendAsync(http, path, offset, whole[offset..]);
            if (response.StatusCode != HttpStatusCode.Locked)
            {
                Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
                return response.Header("X-Vitrine-Asset")!;
            }

            // As clients do: the request that was cut is not over yet.
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A PATCH whose line is in the test's hands: what is sent of its body, and how it ends.</summary>
    public static async Task<TcpClient> OpenPieceAsync(string url, string token, string path, long offset, long announced)
    {
        var uri = new Uri(url);
        var line = new TcpClient(uri.Host, uri.Port);
        var head = $"PATCH {path} HTTP/1.1\r\nHost: {uri.Authority}\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n"
            + $"Content-Type: application/offset+octet-stream\r\nUpload-Offset: {Text(offset)}\r\nContent-Length: {Text(announced)}\r\n\r\n";
        await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        return line;
    }

    /// <summary>The file in which an upload's bytes are gathered.</summary>
    public static string FileOf(string data, string path) => Path.Combine(data, "uploads", path[(path.LastIndexOf('/') + 1)..] + ".bytes");

    /// <summary>Waits until so many bytes of an upload lie in the data folder.</summary>
    public static async Task UntilOnDiskAsync(string data, string path, long bytes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (new FileInfo(FileOf(data, path)) is not { Exists: true } file || file.Length < bytes)
        {
            // Nobody tells of single writes.
            await Task.Delay(2, patience.Token);
        }
    }

    public static async Task<byte[]> OriginalAsync(HttpClient http, string asset) => await http.GetByteArrayAsync($"api/assets/{asset}/original", TestContext.Current.CancellationToken);

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
