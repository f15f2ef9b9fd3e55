using System.Security.Cryptography;
using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Orders;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Store;
using LocalHttps.Star.Web;

namespace LocalHttps.Star.Accounts;

/// <summary>What is done to accounts (RFC 8555 §7.3).</summary>
internal sealed class AccountDesk(IStore store, StarSettings settings, Links links, RequestGate gate, WorkBell bell, TimeProvider clock)
{
    // A binding to an enrolment that nobody made is checked with this, to take as long as one that was made.
    private static readonly byte[] NobodysKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>Makes an account, or finds that of the key.</summary>
    /// <returns>The account, and whether it was made now.</returns>
    /// <exception cref="AcmeException">Why not.</exception>
    public async Task<(Account Account, bool Created)> RegisterAsync(SignedRequest request, CancellationToken cancellation)
    {
        var wanted = request.Read(AcmeJson.Default.AccountRequest);
        var known = await store.ReadAsync(reader => reader.FindAccountByThumbprintAsync(request.Key.Thumbprint), cancellation);
        if (known is not null)
            return (Active(known), false);
        if (wanted.OnlyReturnExisting)
            throw Problems.AccountDoesNotExist("No account has this key.");
        var contacts = ContactRules.Check(wanted.Contact);
        var binding = wanted.ExternalAccountBinding is { } json ? ExternalAccountBinding.Parse(json) : null;
        if (binding is null && settings.ExternalAccountRequired)
            throw Problems.ExternalAccountRequired();
        gate.EnterNewAccount(request.Address);
        var account = new Account
        {
            Id = Id.New(),
            Thumbprint = request.Key.Thumbprint,
            Jwk = request.Key.Canonical,
            Contacts = contacts,
            EnrolmentId = binding?.KeyId,
            CreatedAt = clock.GetUtcNow(),
        };
        try
        {
            return (await store.ChangeAsync(writer => AddAsync(writer, account, binding, request), cancellation), true);
        }
        catch (DuplicateException)
        {
            // A second request with the key was faster; both are told of the one account.
            known = await store.ReadAsync(reader => reader.FindAccountByThumbprintAsync(request.Key.Thumbprint), cancellation);
            return (Active(known ?? throw new StoreException("an account is there twice and not at all")), false);
        }
    }

    /// <summary>Sets contacts, or gives the account up (§7.3.2, §7.3.6).</summary>
    /// <exception cref="AcmeException">Why not.</exception>
    public async Task<Account> UpdateAsync(SignedRequest request, CancellationToken cancellation)
    {
        if (request.IsPostAsGet)
            return request.Account;
        var wanted = request.Read(AcmeJson.Default.AccountRequest);
        if (wanted.Status is not (null or AcmeStatus.Valid or AcmeStatus.Deactivated))
            throw Problems.Malformed("The status of an account can be set to deactivated only.");
        var contacts = wanted.Contact is null ? null : ContactRules.Check(wanted.Contact);
        var updated = await store.ChangeAsync(
            async writer =>
            {
                var (account, now) = (Active(await writer.FindAccountAsync(request.Account.Id) ?? throw new StoreException("an account is gone")), clock.GetUtcNow());
                var ends = wanted.Status == AcmeStatus.Deactivated;
                account = account with { Contacts = contacts ?? account.Contacts, DeactivatedAt = ends ? now : null };
                await writer.SaveAccountAsync(account);
                // §7.3.6: what the account's key has authorized and is not done is cancelled.
                if (ends)
                    _ = await OrderEnd.ApplyAsync(writer, account.Id, deviceId: null, now);
                return account;
            },
            cancellation);
        bell.Ring();
        return updated;
    }

    /// <summary>Gives the account another key (§7.3.5).</summary>
    /// <exception cref="AcmeException">Why not.</exception>
    public async Task<Account> ChangeKeyAsync(SignedRequest request, CancellationToken cancellation)
    {
        var account = request.Account;
        var key = KeyRollover.Verify(request.Payload, request.Key, links.Account(account.Id).AbsoluteUri, request.Url);
        try
        {
            return await store.ChangeAsync(
                async writer =>
                {
                    var now = Active(await writer.FindAccountAsync(account.Id) ?? throw new StoreException("an account is gone"));
                    // Another rollover may have come between.
                    if (now.Thumbprint != account.Thumbprint)
                        throw Problems.Unauthorized("The key of this account was changed meanwhile.");
                    if (await writer.FindAccountByThumbprintAsync(key.Thumbprint) is { } other)
                        throw Problems.KeyInUse(links.Account(other.Id));
                    now = now with { Thumbprint = key.Thumbprint, Jwk = key.Canonical };
                    await writer.SaveAccountAsync(now);
                    return now;
                },
                cancellation);
        }
        catch (DuplicateException)
        {
            var other = await store.ReadAsync(reader => reader.FindAccountByThumbprintAsync(key.Thumbprint), cancellation);
            throw Problems.KeyInUse(links.Account(other?.Id ?? account.Id));
        }
    }

    private static Account Active(Account account)
    {
        JwsIntake.DemandActive(account);
        return account;
    }

    private async Task<Account> AddAsync(IStoreWriter writer, Account account, ExternalAccountBinding? binding, SignedRequest request)
    {
        if (binding is not null)
        {
            var enrolment = Id.IsWellFormed(binding.KeyId) ? await writer.FindEnrolmentAsync(binding.KeyId) : null;
            binding.Verify(enrolment is null ? NobodysKey : enrolment.MacKey.Span, request.Key, request.Url);
            await writer.AddAccountAsync(account);
            await ConsumeAsync(writer, enrolment ?? throw Problems.Unauthorized("The external account binding does not verify."), account.Id);
        }
        else
        {
            await writer.AddAccountAsync(account);
        }
        return account;
    }

    private async Task ConsumeAsync(IStoreWriter writer, Enrolment enrolment, string accountId)
    {
        if (enrolment.AccountId is not null)
            throw Problems.Unauthorized("This enrolment was used already. Ask for a new one.");
        if (enrolment.ExpiresAt <= clock.GetUtcNow())
            throw Problems.Unauthorized("This enrolment is too old. Ask for a new one.");
        if (enrolment.DeviceId is { } deviceId)
        {
            var device = await writer.FindDeviceAsync(deviceId);
            if (device is null || device.TerminatedAt is not null)
                throw Problems.Unauthorized("The device of this enrolment was ended.");
            await writer.SaveDeviceAsync(device with { AccountId = accountId });
        }
        await writer.SaveEnrolmentAsync(enrolment with { AccountId = accountId });
    }
}
