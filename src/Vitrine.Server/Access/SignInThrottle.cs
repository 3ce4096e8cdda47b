using System.Net;
using System.Net.Sockets;

namespace Vitrine.Server.Access;

/// <summary>
/// Slows guessing of passwords down. Each address has some tries free; from then on each failure doubles the wait. Over all addresses together the same
/// holds with more free tries and a shorter longest wait, which a guesser with many addresses meets. Kept in memory, of bounded size; bearer tokens and
/// login links are too long to be guessed and never wait.
/// </summary>
public sealed class SignInThrottle(TimeProvider clock)
{
    private const int FreeTries = 5;
    private const int FreeTriesOfAll = 50;
    private const int MostAddresses = 1_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestWaitOfAll = TimeSpan.FromMinutes(1);

    /// <summary>After so long without a failure everything is forgiven.</summary>
    private static readonly TimeSpan Forgiven = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Tries> addresses = [];
    private Tries all;

    /// <summary>How many addresses are remembered now.</summary>
    public int Addresses
    {
        get
        {
            lock (gate)
            {
                return addresses.Count;
            }
        }
    }

    /// <summary>Notes a try as a failure, whatever becomes of it: of many at the same time no more get through than one after the other.</summary>
    /// <returns>Null = it may be made; else how long to wait.</returns>
    public TimeSpan? Enter(IPAddress? address)
    {
        var key = Network(address);
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var own = addresses.GetValueOrDefault(key).At(now);
            var everybody = all.At(now);
            if (own.Until > now || everybody.Until > now)
            {
                return own.Until > everybody.Until ? own.Until - now : everybody.Until - now;
            }

            Forget(now);

            addresses[key] = own.Failed(now, FreeTries, LongestWait);
            all = everybody.Failed(now, FreeTriesOfAll, LongestWaitOfAll);
            return null;
        }
    }

    /// <summary>The try was right after all.</summary>
    public void Succeeded(IPAddress? address)
    {
        lock (gate)
        {
            addresses.Remove(Network(address));
            all = all.Count <= 1 ? default : all with { Count = all.Count - 1, Until = default };
        }
    }

    /// <summary>Makes room: what is forgiven, and where that is not enough the address that was heard of last the longest ago.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, _) in addresses.Where(one => now - one.Value.Last > Forgiven).ToArray())
        {
            addresses.Remove(address);
        }

        if (addresses.Count >= MostAddresses)
        {
            addresses.Remove(addresses.MinBy(one => one.Value.Last).Key);
        }
    }

    /// <summary>Who has one address of IPv6 has the 2^64 of its network.</summary>
    private static IPAddress Network(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Tries(int Count, DateTimeOffset Last, DateTimeOffset Until)
    {
        public Tries At(DateTimeOffset now) => now - Last > Forgiven ? default : this;

        public Tries Failed(DateTimeOffset now, int free, TimeSpan longest)
        {
            var seconds = Count + 1 < free ? 0 : Math.Min(FirstWait.TotalSeconds * Math.Pow(2, Math.Min(Count + 1 - free, 30)), longest.TotalSeconds);
            return new Tries(Count + 1, now, now + TimeSpan.FromSeconds(seconds));
        }
    }
}
