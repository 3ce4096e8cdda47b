using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Vitrine.Tests.Shared;

/// <summary>A port that leads to another of this machine until a test breaks it.</summary>
public sealed class BreakableLine : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> open = new();
    private readonly int target;
    private long breakAfter = long.MaxValue;
    private volatile bool broken;

    public BreakableLine(int target)
    {
        this.target = target;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Whether nobody gets through; what is under way is cut.</summary>
    public bool Broken
    {
        get => broken;
        set
        {
            broken = value;
            if (value)
            {
                foreach (var socket in open.Keys)
                {
                    socket.Dispose();
                }
            }
        }
    }

    /// <summary>Breaks the line once this many bytes more went to the server.</summary>
    public void BreakAfter(long bytes) => Interlocked.Exchange(ref breakAfter, bytes);

    public void Dispose()
    {
        listener.Dispose();
        Broken = true;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                if (broken)
                {
                    client.Dispose();
                    continue;
                }

                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                open[client] = open[server] = true;
                _ = CarryAsync(client, server);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket client, Socket server)
    {
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(CopyAsync(client, server, counted: true), CopyAsync(server, client, counted: false));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            foreach (var socket in new[] { client, server })
            {
                open.TryRemove(socket, out _);
                socket.Dispose();
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool counted)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReceiveAsync(buffer)) > 0;)
        {
            if (counted && Interlocked.Add(ref breakAfter, -read) < 0)
            {
                Broken = true;
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, read));
        }
    }
}
