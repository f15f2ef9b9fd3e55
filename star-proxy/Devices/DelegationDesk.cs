using System.Net;
using LocalHttps.Acme;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Web;

namespace LocalHttps.Star.Devices;

/// <summary>What an account sees of its delegations (RFC 9115 §2.3.1), and the addresses a device gives itself.</summary>
internal sealed partial class DelegationDesk(IStore store, DeviceAddresses addresses, ILogger<DelegationDesk> log)
{
    private const int PageLength = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>The account's delegations, and where the next page begins.</summary>
    public async Task<(IReadOnlyList<string> Ids, string? Next)> ListAsync(Account account, string? after, CancellationToken cancellation)
    {
        var page = await store.ReadAsync(reader => reader.ListDevicesAsync(account.Id, after, PageLength), cancellation);
        return ([.. page.Where(device => device.TerminatedAt is null).Select(device => device.Id)], page.Count == PageLength ? page[^1].Id : null);
    }

    /// <summary>One of them.</summary>
    /// <exception cref="AcmeException">There is none, or it is another's.</exception>
    public async Task<Device> FindAsync(string id, Account account, CancellationToken cancellation)
    {
        var device = Id.IsWellFormed(id) ? await store.ReadAsync(reader => reader.FindDeviceAsync(id), cancellation) : null;
        return device?.AccountId == account.Id && device.TerminatedAt is null ? device : throw Problems.NotFound("There is no such delegation.");
    }

    /// <summary>Makes the addresses that a device sends the only ones in DNS.</summary>
    /// <returns>Those that stand there now.</returns>
    /// <exception cref="AcmeException">It is no device of the account, or they are not private addresses.</exception>
    public async Task<IReadOnlyList<IPAddress>> SetAddressesAsync(string id, SignedRequest request, CancellationToken cancellation)
    {
        var device = await FindAsync(id, request.Account, cancellation);
        var wanted = request.Read(AcmeJson.Default.DeviceAddressList).Addresses;
        if (wanted is null || wanted.Any(text => text is null))
            throw Problems.Malformed("The payload lacks the list addresses.");
        var parsed = DeviceAddresses.Parse(wanted);
        try
        {
            await addresses.PublishAsync(device, parsed, cancellation);
        }
        catch (ZoneException problem)
        {
            LogZone(problem);
            throw Problems.Unavailable("The DNS zone cannot be changed at the moment.", Pause);
        }
        // The operator may have ended it meanwhile, and taken its records away just before these came.
        if ((await store.ReadAsync(reader => reader.FindDeviceAsync(id), cancellation))?.TerminatedAt is null)
            return parsed;
        await addresses.WithdrawAsync(device, cancellation);
        throw Problems.NotFound("There is no such delegation.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The zone did not take a device's addresses")]
    private partial void LogZone(ZoneException problem);
}
