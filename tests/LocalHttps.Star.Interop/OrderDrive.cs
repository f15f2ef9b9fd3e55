using LocalHttps.Acme;

namespace LocalHttps.Star.Interop;

/// <summary>An order from registration to its end, step by step, with what the server has acknowledged so far.</summary>
internal sealed class OrderDrive(Ndc client, KillScene scene, bool delegated) : IDisposable
{
    /// <summary>The steps whose work a killed process takes with it; another instance begins it anew a minute later.</summary>
    public static readonly string[] Proving = ["answer the challenge", "wait"];

    private static readonly string[] Ranks = ["pending", "ready", "processing", "valid", "canceled"];
    private readonly Dictionary<DateTimeOffset, string> series = [];
    private AcmeAccount? account;
    private Uri? delegation;
    private AcmeResource<AcmeOrder>? order;
    private AcmeChallenge? challenge;
    private Uri? star;
    private string? plain;
    private bool revoked;

    /// <summary>Its steps, in order. Each may be taken again when nobody knows what came of it.</summary>
    public IReadOnlyList<(string Name, Func<Task> Take)> Steps => delegated
        ? [("register", RegisterAsync), ("list delegations", DelegateAsync), ("order", OrderAsync), ("finalize", FinalizeAsync), ("fetch", FetchAsync), ("cancel", CancelAsync)]
        :
        [
            ("register", RegisterAsync), ("order", OrderAsync), ("read the authorization", AuthorizeAsync), ("answer the challenge", AnswerAsync), ("wait", ProveAsync),
            ("finalize", FinalizeAsync), ("download", DownloadAsync), ("revoke", RevokeAsync),
        ];

    /// <summary>The client after the server was away.</summary>
    public void Reconnect() => client.Reconnect();

    /// <summary>Fails unless everything acknowledged is still there.</summary>
    public async Task CheckAsync()
    {
        if (account is not null)
            Assert.AreEqual(account.Status, (await client.Client.GetAccountAsync(CancellationToken.None)).Status);
        if (delegation is not null)
            Assert.AreEqual(delegation, await client.DelegationAsync());
        if (order is not null)
        {
            var now = await client.Client.GetOrderAsync(order.Url, CancellationToken.None);
            Assert.IsGreaterThanOrEqualTo(Rank(order.Value), Rank(now.Value), $"{client.Name} was {order.Value.Status} and is {now.Value.Status}: {now.Value.Error?.Detail}");
            Assert.AreEqual(order.Value.AutoRenewal, now.Value.AutoRenewal);
            Assert.AreEqual(order.Value.Identifiers[0], now.Value.Identifiers[0]);
            if (now.Value is { Status: "valid", StarCertificate: { } published })
                await PublishedAsync(published);
            if (order.Value.Status == "canceled")
                await CanceledAsync();
        }
        if (plain is not null)
            Assert.AreEqual(plain, (await client.Client.DownloadAsync(order!.Value.Certificate!, CancellationToken.None)).ChainPem);
        if (revoked)
            await AlreadyRevokedAsync();
    }

    public void Dispose() => client.Dispose();

    private static int Rank(AcmeOrder order) => Array.IndexOf(Ranks, order.Status);

    private async Task RegisterAsync() => account = await client.RegisterAsync();

    private async Task DelegateAsync() => delegation = await client.DelegationAsync();

    private async Task OrderAsync()
    {
        var wanted = delegated ? client.Wanted(delegation, TimeSpan.FromSeconds(6), TimeSpan.FromHours(1)) : new() { Identifiers = [new(AcmeIdentifier.Dns, client.Name)] };
        order = await client.Client.NewOrderAsync(wanted, CancellationToken.None);
    }

    private async Task AuthorizeAsync()
    {
        var authorization = await client.Client.GetAuthorizationAsync(order!.Value.Authorizations[0], CancellationToken.None);
        challenge = authorization.Value.Challenges.First(one => one.Type == "http-01");
        await scene.Challenges.AddHttpAsync(challenge.Token!, client.Authorize(challenge.Token!));
    }

    private async Task AnswerAsync()
    {
        try
        {
            await client.Client.AnswerAsync(challenge!, CancellationToken.None);
        }
        catch (AcmeClientException problem) when (problem.Is("malformed"))
        {
            // It was taken before, and the answer was lost.
            Assert.AreNotEqual("pending", (await client.Client.GetAuthorizationAsync(order!.Value.Authorizations[0], CancellationToken.None)).Value.Challenges.First(one => one.Type == "http-01").Status);
        }
    }

    private async Task ProveAsync()
    {
        var authorization = await client.Client.WaitForAuthorizationAsync(order!.Value.Authorizations[0], scene.LostProof, CancellationToken.None);
        Assert.AreEqual("valid", authorization.Value.Status, authorization.Value.Challenges.FirstOrDefault(one => one.Error is not null)?.Error?.Detail);
        order = await client.Client.GetOrderAsync(order.Url, CancellationToken.None);
    }

    private async Task FinalizeAsync()
    {
        try
        {
            await client.Client.FinalizeAsync(order!, client.Csr(), CancellationToken.None);
        }
        catch (AcmeClientException problem) when (problem.Is("orderNotReady"))
        {
            // It was taken before, and the answer was lost.
            Assert.AreNotEqual("ready", (await client.Client.GetOrderAsync(order!.Url, CancellationToken.None)).Value.Status);
        }
        order = await client.Client.WaitForOrderAsync(order!.Url, ["processing"], Ndc.Limit, CancellationToken.None);
        Assert.AreEqual("valid", order.Value.Status, order.Value.Error?.Detail);
        star = order.Value.StarCertificate;
    }

    private Task FetchAsync() => PublishedAsync(star!);

    private async Task PublishedAsync(Uri url)
    {
        var certificate = await client.Client.FetchAsync(url, CancellationToken.None);
        using var leaf = Pem.Leaf(certificate.ChainPem);
        var now = TimeProvider.System.GetUtcNow();
        var notBefore = new DateTimeOffset(leaf.NotBefore);
        Assert.IsTrue(notBefore <= now && now <= new DateTimeOffset(leaf.NotAfter), $"{now:O}: {notBefore:O} to {leaf.NotAfter:O}");
        if (!series.TryAdd(notBefore, leaf.SerialNumber))
            Assert.AreEqual(series[notBefore], leaf.SerialNumber, "One place in the series has two certificates.");
        Assert.IsGreaterThanOrEqualTo(series.Keys.Max(), notBefore, "The series went back.");
    }

    private async Task CancelAsync()
    {
        try
        {
            order = await client.Client.CancelAsync(order!.Url, CancellationToken.None);
        }
        catch (AcmeClientException problem) when (problem.Is("autoRenewalCancellationInvalid"))
        {
            order = await client.Client.GetOrderAsync(order!.Url, CancellationToken.None);
        }
        Assert.AreEqual("canceled", order.Value.Status);
    }

    private async Task CanceledAsync()
    {
        var refusal = await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.Client.FetchAsync(star!, CancellationToken.None));
        Assert.IsTrue(refusal.Is("autoRenewalCanceled"), refusal.Message);
    }

    private async Task DownloadAsync() => plain = (await client.Client.DownloadAsync(order!.Value.Certificate!, CancellationToken.None)).ChainPem;

    private async Task RevokeAsync()
    {
        using var leaf = Pem.Leaf(plain!);
        try
        {
            await client.Client.RevokeAsync(leaf.RawData, null, certificateKey: null, CancellationToken.None);
            revoked = true;
        }
        catch (AcmeClientException problem) when (problem.Is("alreadyRevoked"))
        {
            // It was taken before, and the answer was lost.
            revoked = true;
        }
    }

    private async Task AlreadyRevokedAsync()
    {
        using var leaf = Pem.Leaf(plain!);
        var refusal = await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.Client.RevokeAsync(leaf.RawData, null, certificateKey: null, CancellationToken.None));
        Assert.IsTrue(refusal.Is("alreadyRevoked"), refusal.Message);
    }
}
