using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LocalHttps.Acme.Tests;

/// <summary>Each type as its RFC prints it (comments and line breaks aside), written again as it was read.</summary>
[TestClass]
public sealed class WireTypesTests
{
    [TestMethod]
    public void Directory_OfRfc8739Figure5AndRfc9115_ComesBack() => Check(AcmeJson.Default.AcmeDirectory, """
        {"newNonce":"https://example.com/acme/new-nonce","newAccount":"https://example.com/acme/new-account","newOrder":"https://example.com/acme/new-order",
        "revokeCert":"https://example.com/acme/revoke-cert","keyChange":"https://example.com/acme/key-change","renewalInfo":"https://example.com/acme/renewal-info",
        "meta":{"termsOfService":"https://example.com/acme/terms/2017-5-30","website":"https://www.example.com/","caaIdentities":["example.com"],"externalAccountRequired":true,
        "auto-renewal":{"min-lifetime":86400,"max-duration":31536000,"allow-certificate-get":true},"delegation-enabled":true,"allow-certificate-get":true,"profiles":{"shortlived":"sechs Tage, höchstens"}}}
        """);

    [TestMethod]
    public void Account_OfRfc8555WithABinding_ComesBack()
    {
        Check(AcmeJson.Default.AccountRequest, """
            {"contact":["mailto:cert-admin@example.org"],"termsOfServiceAgreed":true,"onlyReturnExisting":false,"externalAccountBinding":{"protected":"eyJ9","payload":"e30","signature":"AA"}}
            """);
        Check(AcmeJson.Default.AcmeAccount, """
            {"status":"valid","contact":["mailto:ädmin@example.org"],"termsOfServiceAgreed":true,"orders":"https://example.com/acme/orders/rzGoeA","delegations":"https://acme.ido.example/acme/delegations/adFqoz",
            "externalAccountBinding":{"protected":"eyJ9","payload":"e30","signature":"AA"}}
            """);
    }

    [TestMethod]
    public void OrderRequests_OfRfc9115Figures4And7_ComeBack()
    {
        Check(AcmeJson.Default.OrderRequest, """
            {"identifiers":[{"type":"dns","value":"abc.ido.example"}],"auto-renewal":{"end-date":"2021-04-20T00:00:00Z","lifetime":345600,"allow-certificate-get":true},
            "delegation":"https://acme.ido.example/acme/delegation/gm0wfLYHBen"}
            """);
        Check(AcmeJson.Default.OrderRequest, """
            {"identifiers":[{"type":"dns","value":"abc.ido.example"}],"delegation":"https://acme.ido.example/acme/delegation/gm0wfLYHBen","allow-certificate-get":true}
            """);
    }

    [TestMethod]
    public void Orders_OfRfc9115Figures6And9_ComeBack()
    {
        Check(AcmeJson.Default.AcmeOrder, """
            {"status":"valid","expires":"2021-05-01T00:00:00Z","identifiers":[{"type":"dns","value":"abc.ido.example"}],
            "auto-renewal":{"end-date":"2021-04-20T00:00:00Z","lifetime":345600,"allow-certificate-get":true},"delegation":"https://acme.ido.example/acme/delegation/gm0wfLYHBen",
            "authorizations":[],"finalize":"https://acme.ido.example/acme/order/TO8rfgo/finalize","star-certificate":"https://acme.ca.example/acme/order/yTr23sSDg9"}
            """);
        Check(AcmeJson.Default.AcmeOrder, """
            {"status":"valid","expires":"2021-05-01T00:00:00Z","identifiers":[{"type":"dns","value":"abc.ido.example"}],"delegation":"https://acme.ido.example/acme/delegation/gm0wfLYHBen",
            "allow-certificate-get":true,"authorizations":[],"finalize":"https://acme.ido.example/acme/order/3ZDlhYy/finalize","certificate":"https://acme.ca.example/acme/order/YtR23SsdG9"}
            """);
    }

    [TestMethod]
    public void Delegation_OfRfc9115Figure3_ComesBack() => Check(AcmeJson.Default.AcmeDelegation, """
        {"csr-template":{"keyTypes":[{"PublicKeyType":"id-ecPublicKey","namedCurve":"secp256r1","SignatureType":"ecdsa-with-SHA256"}],
        "subject":{"country":"CA","stateOrProvince":"**","locality":"**"},"extensions":{"subjectAltName":{"DNS":["abc.ido.example"]},"keyUsage":["digitalSignature"],"extendedKeyUsage":["serverAuth"]}},
        "cname-map":{"abc.ido.example.":"abc.ndc.example."}}
        """);

    [TestMethod]
    public void Authorization_OfRfc8555Section7_1_4_ComesBack() => Check(AcmeJson.Default.AcmeAuthorization, """
        {"status":"valid","expires":"2015-03-01T14:09:07Z","identifier":{"type":"dns","value":"www.example.org"},
        "challenges":[{"type":"http-01","url":"https://example.com/acme/chall/prV_B7yEyA4","status":"valid","validated":"2014-12-01T12:05:13Z","token":"DGyRejmCefe7v4NfDGDKfA"}],"wildcard":false}
        """);

    [TestMethod]
    public void Problem_OfRfc8555Section6_7_1_ComesBack() => Check(AcmeJson.Default.Problem, """
        {"type":"urn:ietf:params:acme:error:malformed","detail":"Some of the identifiers requested were rejected – „so“","status":403,"subproblems":[
        {"type":"urn:ietf:params:acme:error:malformed","detail":"Invalid underscore in DNS name","identifier":{"type":"dns","value":"_example.org"}},
        {"type":"urn:ietf:params:acme:error:rejectedIdentifier","detail":"This CA will not issue for","identifier":{"type":"dns","value":"example.net"}}]}
        """);

    [TestMethod]
    public void RenewalInfo_OfRfc9773_ComesBack() => Check(AcmeJson.Default.RenewalInfo, """
        {"suggestedWindow":{"start":"2025-01-02T04:00:00Z","end":"2025-01-03T04:00:00Z"},"explanationURL":"https://acme.example.com/docs/ari"}
        """);

    [TestMethod]
    public void SmallRequests_ComeBack()
    {
        Check(AcmeJson.Default.FinalizeRequest, """{"csr":"MIIBPTCBxAIBADBFMQ"}""");
        Check(AcmeJson.Default.RevocationRequest, """{"certificate":"MIIEDTCCAvegAwIBAgIRAP8","reason":4}""");
        Check(AcmeJson.Default.OrderUpdateRequest, """{"status":"canceled"}""");
        Check(AcmeJson.Default.AuthorizationUpdateRequest, """{"status":"deactivated"}""");
        Check(AcmeJson.Default.OrderList, """{"orders":["https://example.com/acme/order/TOlocE8rfgo"]}""");
        Check(AcmeJson.Default.DelegationList, """{"delegations":["https://acme.ido.example/acme/delegation/ogfr8EcolOT"]}""");
    }

    [TestMethod]
    [DataRow("""{"externalAccountBinding":{"\ud800":1}}""")]
    [DataRow("""{"externalAccountBinding":{"a":["\udc00"]}}""")]
    [DataRow("""{"unknown":"\ud800"}""")]
    public void HalfASurrogatePair_WhereNobodyLooks_IsMalformed(string text) =>
        Refusal.Of("malformed", () => HostileJson.Read(Encoding.UTF8.GetBytes(text), AcmeJson.Default.AccountRequest, "text"));

    [TestMethod]
    public void UnknownMembers_AreLetPass() =>
        Assert.AreEqual("a", HostileJson.Read("""{"csr":"a","b":{"c":[1,2]}}"""u8, AcmeJson.Default.FinalizeRequest, "text").Csr);

    [TestMethod]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("")]
    [DataRow("""{"identifiers":7}""")]
    [DataRow("""{"identifiers":[{"type":"dns"}]}""")]
    [DataRow("""{"identifiers":[{"type":"dns","value":null}]}""")]
    [DataRow("""{"identifiers":[{"type":"dns","value":"\ud800"}]}""")]
    [DataRow("""{"identifiers":[],"identifiers":[]}""")]
    [DataRow("""{"identifiers":[],"Identifiers":[]},""")]
    [DataRow("""{"auto-renewal":{"lifetime":1}}""")]
    [DataRow("""{"auto-renewal":{"lifetime":1.5,"end-date":"2021-04-20T00:00:00Z"}}""")]
    [DataRow("""{"auto-renewal":{"lifetime":"1","end-date":"2021-04-20T00:00:00Z"}}""")]
    [DataRow("""{"auto-renewal":{"lifetime":99999999999999999999,"end-date":"2021-04-20T00:00:00Z"}}""")]
    [DataRow("""{"notBefore":"2021-04-20"}""")]
    [DataRow("""{"a":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}""")]
    public void Text_ThatIsNone_IsMalformed(string text) =>
        Refusal.Of("malformed", () => HostileJson.Read(Encoding.UTF8.GetBytes(text), AcmeJson.Default.OrderRequest, "text"));

    private static void Check<T>(JsonTypeInfo<T> type, string text)
        where T : class
    {
        var value = HostileJson.Read(Encoding.UTF8.GetBytes(text), type, "text");
        // Through an element, as escapes may be written in another way.
        using var expected = JsonDocument.Parse(text);
        using var actual = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(value, type));
        Assert.IsTrue(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), actual.RootElement.GetRawText());
    }
}
