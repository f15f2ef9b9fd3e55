using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LocalHttps.Acme;

namespace LocalHttps.Fuzz;

[TestClass]
public sealed class WireFuzz(TestContext context)
{
    private const long MostAllocation = 1024 * 1024;
    private const int Batch = 500;
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly AutoRenewalCapability Offered = new() { MinLifetime = 60, MaxDuration = 31536000, AllowCertificateGet = true };

    private const string OrderRequest = """
        {"identifiers":[{"type":"dns","value":"a.home.test"},{"type":"dns","value":"*.b.home.test"}],"delegation":"https://star.home.test/acme/delegation/1","profile":"shortlived",
        "auto-renewal":{"start-date":"2026-05-02T00:00:00Z","end-date":"2026-06-01T00:00:00Z","lifetime":345600,"lifetime-adjust":259200,"allow-certificate-get":true}}
        """;

    private const string Delegation = """
        {"csr-template":{"keyTypes":[{"PublicKeyType":"id-ecPublicKey","namedCurve":"secp256r1","SignatureType":"ecdsa-with-SHA256"}],"subject":{"country":"CA","locality":"**"},
        "extensions":{"subjectAltName":{"DNS":["abc.ido.example"]},"keyUsage":["digitalSignature"],"extendedKeyUsage":["serverAuth"]}},"cname-map":{"abc.ido.example.":"abc.ndc.example."}}
        """;

    private const string Order = """
        {"status":"invalid","expires":"2026-05-05T00:00:00.5+02:00","identifiers":[{"type":"dns","value":"a.home.test"}],"authorizations":["https://a.test/1"],"finalize":"https://a.test/f",
        "error":{"type":"urn:ietf:params:acme:error:compound","subproblems":[{"type":"x","identifier":{"type":"dns","value":"a"}}]},"star-certificate":"https://a.test/c"}
        """;

    private const string Directory = """
        {"newNonce":"https://a.test/n","newAccount":"https://a.test/a","newOrder":"https://a.test/o","meta":{"auto-renewal":{"min-lifetime":1,"max-duration":2},"profiles":{"a":"b"},"caaIdentities":["a.test"]}}
        """;

    [TestMethod]
    public void WireTypes_Mutated_AreRefusedOrComeBack() => FuzzRun.Repeat(context, random =>
    {
        var mangler = new Mangler(random, Mangler.JsonPieces);
        for (var i = 0; i < Batch; i++)
        {
            switch (random.Next(5))
            {
                case 0:
                    Check(mangler, Delegation, AcmeJson.Default.AcmeDelegation);
                    break;
                case 1:
                    Check(mangler, Order, AcmeJson.Default.AcmeOrder);
                    break;
                case 2:
                    Check(mangler, Directory, AcmeJson.Default.AcmeDirectory);
                    break;
                case 3:
                    Check(mangler, """{"status":"valid","contact":["mailto:a@b.test"],"termsOfServiceAgreed":true,"externalAccountBinding":{"a":[1]}}""", AcmeJson.Default.AccountRequest);
                    break;
                default:
                    CheckRules(Check(mangler, OrderRequest, AcmeJson.Default.OrderRequest));
                    break;
            }
        }
        return Batch;
    });

    private static T? Check<T>(Mangler mangler, string sample, JsonTypeInfo<T> type)
        where T : class
    {
        var bytes = mangler.Change(Encoding.UTF8.GetBytes(sample));
        var value = Refused.Or(() => HostileJson.Read(bytes, type, "text"), bytes, MostAllocation, "malformed");
        if (value is not null)
        {
            var written = JsonSerializer.SerializeToUtf8Bytes(value, type);
            var again = JsonSerializer.SerializeToUtf8Bytes(HostileJson.Read(written, type, "text"), type);
            Assert.IsTrue(written.AsSpan().SequenceEqual(again), Convert.ToHexString(bytes));
        }
        return value;
    }

    private static void CheckRules(OrderRequest? request)
    {
        if (request is null)
            return;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(request, AcmeJson.Default.OrderRequest);
        if (Refused.Or(() => OrderRequestRules.Identifiers(request), bytes, MostAllocation, "malformed", "unsupportedIdentifier", "rejectedIdentifier", "compound") is { } names)
            Assert.IsTrue(names.All(name => DnsNames.TryParse(name.Value, allowWildcard: true, out var same) && same == name.Value), Convert.ToHexString(bytes));
        Refused.Or(() => Members(request), bytes, MostAllocation, "malformed");
        if (request.AutoRenewal is not { } asked || Refused.Or(() => AutoRenewalRules.Accept(asked, Offered, Now), bytes, MostAllocation, "malformed") is not { } renewal)
            return;
        var schedule = new RenewalSchedule(RenewalSchedule.SeriesStart(renewal, Now), renewal);
        var last = schedule.Plan(schedule.Count - 1);
        Assert.IsTrue(schedule.Plan(0).NotBefore >= Now && last.NotAfter == schedule.End && last.NotBefore < last.NotAfter, Convert.ToHexString(bytes));
    }

    private static OrderRequest Members(OrderRequest request)
    {
        OrderRequestRules.CheckMembers(request);
        return request;
    }
}
