using System.Net;
using System.Text.Json;
using LocalHttps.Acme;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using LocalHttps.TestKit;

namespace LocalHttps.Star.Tests.Fakes;

/// <summary>An ACME CA in memory that looks for dns-01 responses in a zone and does what the test says.</summary>
internal sealed class StubCa
{
    private const string Origin = FakeAcmeServer.Origin;
    private readonly EmbeddedCa signer;
    private readonly MemoryZone zone;
    private readonly TimeProvider time;

    public StubCa(EmbeddedCa signer, MemoryZone zone, TimeProvider time)
    {
        (this.signer, this.zone, this.time) = (signer, zone, time);
        Server.Handle("/new-account", Register);
        Server.Handle("/new-order", request => NewOrder(JsonSerializer.Deserialize(request.Payload, AcmeJson.Default.OrderRequest)!));
        Server.Handle("/revoke", request =>
        {
            Revoked.Add(request.Payload);
            return OnRevoke is null ? new HttpResponseMessage(HttpStatusCode.OK) : FakeAcmeServer.Refuse(OnRevoke);
        });
    }

    public FakeAcmeServer Server { get; } = new();

    public List<AccountRequest> Registered { get; } = [];

    public List<OrderRequest> Ordered { get; } = [];

    /// <summary>Of each order, as often as it was finalized.</summary>
    public List<int> Finalized { get; } = [];

    public List<string> Revoked { get; } = [];

    public List<int> Canceled { get; } = [];

    /// <summary>How long its certificates live.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(6);

    /// <summary>So often an order is processing before it is valid.</summary>
    public int Processing { get; set; }

    /// <summary>Whether what was proved once need not be proved again.</summary>
    public bool Reuses { get; set; }

    /// <summary>Says no to an order; null: takes it.</summary>
    public Func<OrderRequest, Problem?> OnOrder { get; set; } = _ => null;

    public Problem? OnFinalize { get; set; }

    public Problem? OnRevoke { get; set; }

    /// <summary>Goes with a refused order.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>Changes what an order looks like.</summary>
    public Func<AcmeOrder, AcmeOrder> Shown { get; set; } = order => order;

    public string ChallengeType { get; set; } = "dns-01";

    /// <summary>So many looks at an authorization later a validation has its result.</summary>
    public int Validating { get; set; }

    /// <summary>How often it was told that a response is there.</summary>
    public int Answers { get; private set; }

    /// <summary>What its validator finds, whatever is there.</summary>
    public Problem? OnValidate { get; set; }

    private HttpResponseMessage Register(FakeAcmeRequest request)
    {
        Registered.Add(JsonSerializer.Deserialize(request.Payload, AcmeJson.Default.AccountRequest)!);
        Server.AccountKey = request.Jws!.Header.Key;
        return FakeAcmeServer.Json(HttpStatusCode.Created, """{"status":"valid"}""", headers: ("Location", FakeAcmeServer.Account));
    }

    private HttpResponseMessage NewOrder(OrderRequest wanted)
    {
        if (OnOrder(wanted) is { } refused)
        {
            var response = FakeAcmeServer.Refuse(refused);
            if (RetryAfter is { } wait)
                response.Headers.TryAddWithoutValidation("Retry-After", $"{(int)wait.TotalSeconds}");
            return response;
        }
        Ordered.Add(wanted);
        Finalized.Add(0);
        var state = new State(Finalized.Count - 1, wanted, [.. wanted.Identifiers!.Select(_ => Reuses ? "valid" : "pending")]);
        Server.Handle($"/order/{state.Number}", request => Look(state, request));
        Server.Handle($"/order/{state.Number}/finalize", request => Finalize(state, request));
        Server.Handle($"/certificate/{state.Number}", _ => FakeAcmeServer.Json(HttpStatusCode.OK, state.Chain!, "application/pem-certificate-chain"));
        for (var index = 0; index < wanted.Identifiers!.Count; index++)
        {
            var at = index;
            Server.Handle($"/authorization/{state.Number}-{at}", _ => Authorization(state, at));
            Server.Handle($"/challenge/{state.Number}-{at}", request => Challenge(state, at, request.Jws!.Header.KeyId!));
        }
        return Show(state, HttpStatusCode.Created);
    }

    private HttpResponseMessage Look(State state, FakeAcmeRequest request)
    {
        if (request.Payload.Contains("canceled", StringComparison.Ordinal))
        {
            Canceled.Add(state.Number);
            state.Canceled = true;
        }
        else if (state.Chain is not null && state.Waits > 0)
        {
            state.Waits--;
        }
        return Show(state, HttpStatusCode.OK);
    }

    private HttpResponseMessage Authorization(State state, int index)
    {
        var name = state.Wanted.Identifiers![index];
        if (state.Validating > 0 && --state.Validating == 0)
            Validate(state, index);
        var challenge = new AcmeChallenge { Type = ChallengeType, Url = new Uri($"{Origin}/challenge/{state.Number}-{index}"), Status = state.Proofs[index], Token = $"token{state.Number}x{index}", Error = state.Error };
        var shown = new AcmeAuthorization { Status = state.Proofs[index], Identifier = name with { Value = name.Value.Replace("*.", "", StringComparison.Ordinal) }, Challenges = [challenge] };
        return FakeAcmeServer.Json(HttpStatusCode.OK, JsonSerializer.Serialize(shown, AcmeJson.Default.AcmeAuthorization));
    }

    private HttpResponseMessage Challenge(State state, int index, string account)
    {
        Assert.AreEqual(FakeAcmeServer.Account, account);
        Answers++;
        state.Validating = Validating;
        if (Validating == 0)
            Validate(state, index);
        return FakeAcmeServer.Json(HttpStatusCode.OK, $$"""{"type":"dns-01","url":"{{Origin}}/challenge/{{state.Number}}-{{index}}","status":"processing","token":"t"}""");
    }

    private void Validate(State state, int index)
    {
        var name = state.Wanted.Identifiers![index].Value.Replace("*.", "", StringComparison.Ordinal);
        var expected = ZoneText.Quote(Server.AccountKey!.DnsChallengeText($"token{state.Number}x{index}"));
        var found = zone.Records.Any(record => record.Name == $"_acme-challenge.{name}" && record.Type == ZoneRecordType.Txt && record.Value == expected);
        state.Error = found ? OnValidate : Problems.IncorrectResponse("no such record").Problem;
        state.Proofs[index] = state.Error is null ? "valid" : "invalid";
    }

    private HttpResponseMessage Finalize(State state, FakeAcmeRequest request)
    {
        if (OnFinalize is not null)
            return FakeAcmeServer.Refuse(OnFinalize);
        if (state.Chain is not null || state.Proofs.Any(status => status != "valid"))
            return FakeAcmeServer.Refuse(Problems.OrderNotReady("not ready").Problem);
        Finalized[state.Number]++;
        var csr = StrictBase64Url.Decode(JsonSerializer.Deserialize(request.Payload, AcmeJson.Default.FinalizeRequest)!.Csr, "csr");
        var order = SampleOrders.Plain($"upstream-{state.Number}") with { Identifiers = state.Wanted.Identifiers!, Csr = csr };
        var step = signer.AdvanceAsync(new UpstreamRequest(order, 0, time.GetUtcNow(), time.GetUtcNow() + Lifetime, _ => Task.CompletedTask), CancellationToken.None).GetAwaiter().GetResult();
        state.Chain = ((UpstreamStep.Issued)step).ChainPem;
        state.Waits = Processing;
        return Show(state, HttpStatusCode.OK);
    }

    private HttpResponseMessage Show(State state, HttpStatusCode status)
    {
        var star = state.Wanted.AutoRenewal is not null;
        var url = $"{Origin}/order/{state.Number}";
        var order = new AcmeOrder
        {
            Status = state.Canceled ? "canceled" : state.Error is not null ? "invalid" : state.Chain is null ? (state.Proofs.All(proof => proof == "valid") ? "ready" : "pending") : state.Waits > 0 ? "processing" : "valid",
            Identifiers = state.Wanted.Identifiers!,
            AutoRenewal = state.Wanted.AutoRenewal,
            AllowCertificateGet = state.Wanted.AllowCertificateGet,
            Authorizations = [.. state.Proofs.Select((_, index) => new Uri($"{Origin}/authorization/{state.Number}-{index}"))],
            Finalize = new Uri(url + "/finalize"),
            Certificate = !star && state.Chain is not null ? new Uri($"{Origin}/certificate/{state.Number}") : null,
            StarCertificate = star && state.Chain is not null ? new Uri($"{Origin}/star/{state.Number}") : null,
        };
        return FakeAcmeServer.Json(status, JsonSerializer.Serialize(Shown(order), AcmeJson.Default.AcmeOrder), headers: ("Location", url));
    }

    private sealed class State(int number, OrderRequest wanted, string[] proofs)
    {
        public int Number => number;
        public OrderRequest Wanted => wanted;
        public string[] Proofs => proofs;
        public Problem? Error { get; set; }
        public string? Chain { get; set; }
        public int Waits { get; set; }
        public int Validating { get; set; }
        public bool Canceled { get; set; }
    }
}
