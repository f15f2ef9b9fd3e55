using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class JwsTests : IDisposable
{
    private const string Url = "https://star.home.test/acme/new-order";
    private const string Account = "https://star.home.test/acme/account/1";
    private readonly EcdsaAccountKey key = EcdsaAccountKey.Create();

    public required TestContext TestContext { get; init; }

    public void Dispose() => key.Dispose();

    [TestMethod]
    public async Task Request_SignedByAnAccount_Verifies()
    {
        var jws = FlattenedJws.ParseRequest(await SignAsync(Account, "{}"));

        Assert.AreEqual(Account, JwsVerifier.AccountOf(jws));
        JwsVerifier.Verify(jws, key.PublicKey, Url);
        Assert.AreEqual("nonceAAA", jws.Header.Nonce);
        Assert.IsFalse(jws.IsPostAsGet);
        Refusal.Of("malformed", () => JwsVerifier.VerifyByOwnKey(jws, Url));
    }

    [TestMethod]
    public async Task Request_CarryingItsKey_Verifies()
    {
        var jws = FlattenedJws.ParseRequest(await SignAsync(keyId: null, ""));

        Assert.AreEqual(key.PublicKey, JwsVerifier.VerifyByOwnKey(jws, Url));
        Assert.IsTrue(jws.IsPostAsGet);
        Refusal.Of("malformed", () => JwsVerifier.AccountOf(jws));
    }

    [TestMethod]
    public async Task Request_ForAnotherUrl_IsUnauthorized()
    {
        var jws = FlattenedJws.ParseRequest(await SignAsync(Account, "{}"));

        Refusal.Of("unauthorized", () => JwsVerifier.Verify(jws, key.PublicKey, Url + "/"));
    }

    [TestMethod]
    public async Task Request_SignedByAnotherKey_IsRefused()
    {
        using var other = EcdsaAccountKey.Create();
        var jws = FlattenedJws.ParseRequest(await SignAsync(Account, "{}"));

        Refusal.Of("malformed", () => JwsVerifier.Verify(jws, other.PublicKey, Url));
    }

    [TestMethod]
    public async Task Request_WithAChangedPart_IsRefused()
    {
        var json = JsonNode.Parse(await SignAsync(Account, "{}"))!.AsObject();
        json["payload"] = StrictBase64Url.Encode("{\"a\":1}"u8);

        Refusal.Of("malformed", () => JwsVerifier.Verify(FlattenedJws.ParseRequest(Bytes(json)), key.PublicKey, Url));
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("HS256")]
    [DataRow("PS256")]
    [DataRow("es256")]
    [DataRow("ES256K")]
    public async Task Request_WithAnAlgorithmNotTaken_IsToldTheOnesThatAre(string algorithm)
    {
        var jws = FlattenedJws.ParseRequest(await ChangeHeaderAsync(header => header["alg"] = algorithm));

        Assert.AreSequenceEqual(JwsVerifier.Algorithms, Refusal.Of("badSignatureAlgorithm", () => JwsVerifier.Verify(jws, key.PublicKey, Url)).Algorithms);
        Refusal.Of("badSignatureAlgorithm", () => JwsVerifier.AccountOf(jws));
    }

    [TestMethod]
    public async Task Request_WithAnAlgorithmOfAnotherKind_IsRefused()
    {
        var jws = FlattenedJws.ParseRequest(await ChangeHeaderAsync(header => header["alg"] = "RS256"));

        Refusal.Of("badPublicKey", () => JwsVerifier.Verify(jws, key.PublicKey, Url));
    }

    [TestMethod]
    [DataRow("crit", """["exp"]""")]
    [DataRow("crit", "[]")]
    [DataRow("b64", "false")]
    [DataRow("b64", "true")]
    [DataRow("jwk", "{}")]
    [DataRow("kid", "7")]
    [DataRow("kid", null)]
    [DataRow("url", null)]
    [DataRow("url", "[]")]
    [DataRow("alg", null)]
    [DataRow("nonce", "7")]
    [DataRow("nonce", "\"\"")]
    [DataRow("nonce", "\"a b\"")]
    [DataRow("nonce", "\"AAB\"")]
    public async Task ProtectedHeader_NotAsRfc8555Section6_2_IsMalformed(string name, string? value)
    {
        var body = await ChangeHeaderAsync(header =>
        {
            header.Remove(name);
            if (value is not null)
                header[name] = JsonNode.Parse(value);
        });

        Refusal.Of("malformed", () => FlattenedJws.ParseRequest(body));
    }

    [TestMethod]
    public async Task Request_WithoutANonce_IsABadNonce()
    {
        var body = await ChangeHeaderAsync(header => header.Remove("nonce"));

        Refusal.Of("badNonce", () => FlattenedJws.ParseRequest(body));
    }

    [TestMethod]
    [DataRow("header", "{}")]
    [DataRow("signatures", "[]")]
    [DataRow("payload", null)]
    [DataRow("payload", "null")]
    [DataRow("payload", "\"=\"")]
    [DataRow("signature", null)]
    [DataRow("signature", "\"AA==\"")]
    [DataRow("protected", null)]
    [DataRow("protected", "\"\"")]
    [DataRow("protected", "\"bnVsbA\"")]
    [DataRow("protected", "\"_w\"")]
    public async Task Request_NotAFlattenedJws_IsMalformed(string name, string? value)
    {
        var json = JsonNode.Parse(await SignAsync(Account, "{}"))!.AsObject();
        json.Remove(name);
        if (value is not null)
            json[name] = JsonNode.Parse(value);

        Refusal.Of("malformed", () => FlattenedJws.ParseRequest(Bytes(json)));
    }

    [TestMethod]
    public async Task Request_WithADuplicateMember_IsMalformed()
    {
        var text = Encoding.UTF8.GetString(await SignAsync(Account, "{}"));

        Refusal.Of("malformed", () => FlattenedJws.ParseRequest(Encoding.UTF8.GetBytes($$"""{"payload":"",{{text[1..]}}""")));
        Refusal.Of("malformed", () => FlattenedJws.ParseRequest(Encoding.UTF8.GetBytes($$"""{"pa\u0079load":"",{{text[1..]}}""")));
    }

    [TestMethod]
    public void Request_ThatIsNoJson_IsMalformed()
    {
        byte[][] bodies = [[], [0xFF], "null"u8.ToArray(), "[]"u8.ToArray(), "\"\""u8.ToArray(), "{"u8.ToArray(), "{\"\\ud800\":1}"u8.ToArray(), "{\"\\ud800\":1,\"\\ud800\":1}"u8.ToArray(), [.. "{\""u8, 0xC3, 0x28, .. "\":1}"u8], Encoding.ASCII.GetBytes($$"""{"a":{{new string('[', 5000)}}""")];
        foreach (var body in bodies)
            Refusal.Of("malformed", () => FlattenedJws.ParseRequest(body));
    }

    [TestMethod]
    public async Task Request_OverTheSize_IsMalformedAndTooLarge()
    {
        var body = await SignAsync(Account, new string(' ', FlattenedJws.MaximumSize));

        Assert.AreEqual(413, Refusal.Of("malformed", () => FlattenedJws.ParseRequest(body)).Status);
    }

    [TestMethod]
    public void AccountKey_WrittenAsPem_ComesBack()
    {
        using var again = EcdsaAccountKey.FromPem(key.ExportPem());
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP521);

        Assert.AreEqual(key.PublicKey, again.PublicKey);
        Assert.ThrowsExactly<ArgumentException>(() => EcdsaAccountKey.FromPem("no key"));
        Assert.ThrowsExactly<ArgumentException>(() => EcdsaAccountKey.FromPem(other.ExportPkcs8PrivateKeyPem()));
    }

    private async Task<byte[]> SignAsync(string? keyId, string payload) =>
        await JwsSigner.SignAsync(key, keyId, "nonceAAA", Url, Encoding.UTF8.GetBytes(payload), TestContext.CancellationToken);

    // Signed again, so that nothing but the header's content is at fault.
    private async Task<byte[]> ChangeHeaderAsync(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(await SignAsync(Account, "{}"))!.AsObject();
        var header = JsonNode.Parse(StrictBase64Url.Decode(json["protected"]!.GetValue<string>(), "header"))!.AsObject();
        change(header);
        json["protected"] = StrictBase64Url.Encode(Bytes(header));
        var input = Encoding.ASCII.GetBytes($"{json["protected"]}.{json["payload"]}");
        json["signature"] = StrictBase64Url.Encode(await key.SignAsync(input, TestContext.CancellationToken));
        return Bytes(json);
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
