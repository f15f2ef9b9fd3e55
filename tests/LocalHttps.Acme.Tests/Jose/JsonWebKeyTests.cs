using System.Security.Cryptography;
using System.Text;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class JsonWebKeyTests
{
    // RFC 7515 A.3.1
    private const string P256X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    private const string P256Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

    // RFC 7515 A.2.1
    private const string RsaN =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGz"
        + "jb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8"
        + "q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

    private const string Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    [TestMethod]
    public void Thumbprint_OfRfc7638Section3_1_IsTheOnePrintedThere() => Assert.AreEqual(
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        JsonWebKey.Parse("""
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
            """).Thumbprint);

    [TestMethod]
    public void Thumbprint_OfRfc8037AppendixA3_IsTheOnePrintedThere() => Assert.AreEqual(
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", JsonWebKey.Parse(Ed25519Key("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")).Thumbprint);

    [TestMethod]
    public void Signature_OfRfc7515AppendixA3_VerifiesAsEs256() => Check(
        JsonWebKey.Parse(EcKey("P-256", P256X, P256Y)), "ES256", $"eyJhbGciOiJFUzI1NiJ9.{Payload}",
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");

    [TestMethod]
    public void Signature_OfRfc7515AppendixA2_VerifiesAsRs256() => Check(
        JsonWebKey.Parse(RsaKey(RsaN, "AQAB")), "RS256", $"eyJhbGciOiJSUzI1NiJ9.{Payload}",
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO7"
        + "5vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy"
        + "wlVmtVrBp0igcN_IoypGlUPQGe77Rw");

    [TestMethod]
    public void Signature_OfRfc8037AppendixA4_VerifiesAsEdDsa() => Check(
        JsonWebKey.Parse(Ed25519Key("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")), "EdDSA", "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");

    [TestMethod]
    public void Key_OnP384_SignsAndVerifiesAsEs384()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var jwk = JsonWebKey.Parse(JsonWebKey.From(key).Canonical);
        var signature = key.SignData("x"u8, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        Assert.AreEqual(JsonWebKeyKind.P384, jwk.Kind);
        Assert.IsTrue(jwk.Verify("ES384", "x"u8, signature));
        Assert.IsFalse(jwk.Verify("ES256", "x"u8, signature));
        Assert.IsFalse(jwk.Verify("ES384", "x"u8, key.SignData("x"u8, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence)));
    }

    [TestMethod]
    public void Key_WithMembersInAnotherOrder_IsTheSameKey()
    {
        var one = JsonWebKey.Parse($$"""{"y":"{{P256Y}}","use":"sig","x":"{{P256X}}","crv":"P-256","kty":"EC"}""");

        Assert.AreEqual(one, JsonWebKey.Parse(EcKey("P-256", P256X, P256Y)));
        Assert.AreEqual(EcKey("P-256", P256X, P256Y), one.Canonical);
    }

    [TestMethod]
    public void Challenge_OfRfc8555_IsTokenAndThumbprint()
    {
        var key = JsonWebKey.Parse(EcKey("P-256", P256X, P256Y));

        Assert.AreEqual($"abc.{key.Thumbprint}", key.KeyAuthorization("abc"));
        Assert.AreEqual(StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($"abc.{key.Thumbprint}"))), key.DnsChallengeText("abc"));
    }

    [TestMethod]
    [DataRow("d")]
    [DataRow("k")]
    [DataRow("oth")]
    public void Key_WithAPrivateMember_IsRefused(string name) =>
        Refusal.Of("badPublicKey", () => JsonWebKey.Parse($$"""{"crv":"P-256","kty":"EC","x":"{{P256X}}","y":"{{P256Y}}","{{name}}":"AA"}"""));

    [TestMethod]
    [DataRow("P-521")]
    [DataRow("secp256k1")]
    [DataRow("P-384")]
    public void Key_OnAnotherCurve_IsRefused(string curve) => Refusal.Of("badPublicKey", () => JsonWebKey.Parse(EcKey(curve, P256X, P256Y)));

    [TestMethod]
    public void Key_OffItsCurve_IsRefused()
    {
        Refusal.Of("badPublicKey", () => JsonWebKey.Parse(EcKey("P-256", P256Y, P256X)));
        Refusal.Of("badPublicKey", () => JsonWebKey.Parse(EcKey("P-256", StrictBase64Url.Encode(new byte[32]), StrictBase64Url.Encode(new byte[32]))));
    }

    [TestMethod]
    public void Key_WithACoordinateAtOrOverThePrime_IsRefused()
    {
        // The point (0, √b) is on the curve; x = p is the same point, written in another way.
        var y = Convert.FromHexString("66485C780E2F83D72433BD5D84A06BB6541C2AF31DAE871728BF856A174F93F4");
        var prime = Convert.FromHexString("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");

        _ = JsonWebKey.Parse(EcKey("P-256", StrictBase64Url.Encode(new byte[32]), StrictBase64Url.Encode(y)));
        Refusal.Of("badPublicKey", () => JsonWebKey.Parse(EcKey("P-256", StrictBase64Url.Encode(prime), StrictBase64Url.Encode(y))));
    }

    [TestMethod]
    public void Key_WithACoordinateOfAnotherLength_IsRefused() =>
        Refusal.Of("badPublicKey", () => JsonWebKey.Parse(EcKey("P-256", StrictBase64Url.Encode([0, .. StrictBase64Url.Decode(P256X, "x")]), P256Y)));

    [TestMethod]
    [DataRow("AQAB", 255, DisplayName = "2040 bits")]
    [DataRow("AQAB", 513, DisplayName = "4104 bits")]
    [DataRow("Aw", 256, DisplayName = "exponent 3")]
    [DataRow("AQAA", 256, DisplayName = "even exponent")]
    [DataRow("AQABAAE", 256, DisplayName = "long exponent")]
    [DataRow("AAEAAQ", 256, DisplayName = "exponent with a leading zero")]
    [DataRow("", 256, DisplayName = "no exponent")]
    public void RsaKey_OfAnotherSize_IsRefused(string exponent, int bytes) =>
        Refusal.Of("badPublicKey", () => JsonWebKey.Parse(RsaKey(StrictBase64Url.Encode([.. Enumerable.Repeat((byte)0xFF, bytes)]), exponent)));

    [TestMethod]
    public void RsaKey_WithALeadingZero_IsRefused() =>
        Refusal.Of("badPublicKey", () => JsonWebKey.Parse(RsaKey(StrictBase64Url.Encode([0, .. StrictBase64Url.Decode(RsaN, "n")]), "AQAB")));

    [TestMethod]
    [DataRow("""{"kty":"oct"}""", "badPublicKey")]
    [DataRow("""{"kty":"OKP","crv":"Ed448","x":"AA"}""", "badPublicKey")]
    [DataRow("""{"kty":"OKP","crv":"Ed25519","x":"AA"}""", "badPublicKey")]
    [DataRow("""{"kty":"EC","crv":"P-256"}""", "malformed")]
    [DataRow("""{"kty":7}""", "malformed")]
    [DataRow("""{"kty":"\ud800"}""", "malformed")]
    [DataRow("""{"kty":"EC","kty":"EC"}""", "malformed")]
    [DataRow("[]", "malformed")]
    [DataRow("", "malformed")]
    public void Key_OfNoKind_IsRefused(string json, string type) => Refusal.Of(type, () => JsonWebKey.Parse(json));

    private static void Check(JsonWebKey key, string algorithm, string input, string signature)
    {
        var (data, bytes) = (Encoding.ASCII.GetBytes(input), StrictBase64Url.Decode(signature, "signature"));
        Assert.IsTrue(key.Verify(algorithm, data, bytes));
        Assert.IsFalse(key.Verify(algorithm, [.. data, 0], bytes));
        Assert.IsFalse(key.Verify(algorithm, data, bytes.AsSpan(1)));
        Assert.IsFalse(key.Verify(algorithm, data, []));
        Assert.IsFalse(key.Verify("none", data, []));
        for (var i = 0; i < bytes.Length; i += 7)
        {
            bytes[i] ^= 1;
            Assert.IsFalse(key.Verify(algorithm, data, bytes));
            bytes[i] ^= 1;
        }
    }

    private static string EcKey(string curve, string x, string y) => $$"""{"crv":"{{curve}}","kty":"EC","x":"{{x}}","y":"{{y}}"}""";

    private static string RsaKey(string n, string e) => $$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}""";

    private static string Ed25519Key(string x) => $$"""{"crv":"Ed25519","kty":"OKP","x":"{{x}}"}""";
}
