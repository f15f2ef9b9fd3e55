using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalHttps.Acme.Tests;

/// <summary>External account binding (RFC 8555 §7.3.4) and key rollover (§7.3.5).</summary>
[TestClass]
public sealed class BindingTests : IDisposable
{
    private const string Url = "https://star.home.test/acme/new-account";
    private const string Account = "https://star.home.test/acme/account/1";
    private static readonly byte[] MacKey = SHA256.HashData("mac"u8);
    private readonly EcdsaAccountKey key = EcdsaAccountKey.Create();
    private readonly EcdsaAccountKey other = EcdsaAccountKey.Create();

    public required TestContext TestContext { get; init; }

    public void Dispose()
    {
        key.Dispose();
        other.Dispose();
    }

    [TestMethod]
    public void Binding_MadeHere_Verifies()
    {
        var binding = ExternalAccountBinding.Parse(ExternalAccountBinding.Create("kid-1", MacKey, key.PublicKey, Url));

        Assert.AreEqual("kid-1", binding.KeyId);
        binding.Verify(MacKey, key.PublicKey, Url);
    }

    [TestMethod]
    public void Binding_WithAnythingElse_IsRefused()
    {
        var binding = ExternalAccountBinding.Parse(ExternalAccountBinding.Create("kid-1", MacKey, key.PublicKey, Url));

        Refusal.Of("unauthorized", () => binding.Verify(new byte[32], key.PublicKey, Url));
        Refusal.Of("malformed", () => binding.Verify(MacKey, other.PublicKey, Url));
        Refusal.Of("malformed", () => binding.Verify(MacKey, key.PublicKey, Url + "2"));
    }

    [TestMethod]
    [DataRow("""{"alg":"HS256","kid":"a","nonce":"AAAA","url":"u"}""", "malformed", DisplayName = "a nonce")]
    [DataRow("""{"alg":"none","kid":"a","url":"u"}""", "badSignatureAlgorithm", DisplayName = "none")]
    [DataRow("""{"alg":"ES256","kid":"a","url":"u"}""", "badSignatureAlgorithm", DisplayName = "no MAC")]
    [DataRow("""{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"},"url":"u"}""", "badPublicKey", DisplayName = "its own key")]
    [DataRow("""{"alg":"HS256","kid":"a"}""", "malformed", DisplayName = "no url")]
    public void Binding_WithAnotherHeader_IsRefused(string header, string type)
    {
        var text = $$"""{"protected":"{{StrictBase64Url.Encode(Encoding.ASCII.GetBytes(header))}}","payload":"","signature":""}""";

        Refusal.Of(type, () => ExternalAccountBinding.Parse(JsonDocument.Parse(text).RootElement));
    }

    [TestMethod]
    public void Binding_ThatIsNoObject_IsRefused() => Refusal.Of("malformed", () => ExternalAccountBinding.Parse(JsonDocument.Parse("[]").RootElement));

    [TestMethod]
    public async Task Rollover_ByBothKeys_GivesTheNewKey()
    {
        var inner = await KeyRollover.CreateAsync(other, key.PublicKey, Account, Url, TestContext.CancellationToken);

        Assert.AreEqual(other.PublicKey, KeyRollover.Verify(inner, key.PublicKey, Account, Url));
    }

    [TestMethod]
    public async Task Rollover_WithAnythingElse_IsRefused()
    {
        var inner = await KeyRollover.CreateAsync(other, key.PublicKey, Account, Url, TestContext.CancellationToken);
        var same = await KeyRollover.CreateAsync(key, key.PublicKey, Account, Url, TestContext.CancellationToken);
        var named = await JwsSigner.SignAsync(other, Account, nonce: null, Url, "{}"u8.ToArray(), TestContext.CancellationToken);
        var withNonce = await JwsSigner.SignAsync(other, keyId: null, "AAAA", Url, "{}"u8.ToArray(), TestContext.CancellationToken);
        var empty = await JwsSigner.SignAsync(other, keyId: null, nonce: null, Url, "{}"u8.ToArray(), TestContext.CancellationToken);

        Refusal.Of("malformed", () => KeyRollover.Verify(inner, other.PublicKey, Account, Url));
        Refusal.Of("malformed", () => KeyRollover.Verify(inner, key.PublicKey, Account + "2", Url));
        Refusal.Of("unauthorized", () => KeyRollover.Verify(inner, key.PublicKey, Account, Url + "2"));
        Refusal.Of("badPublicKey", () => KeyRollover.Verify(same, key.PublicKey, Account, Url));
        Refusal.Of("malformed", () => KeyRollover.Verify(named, key.PublicKey, Account, Url));
        Refusal.Of("malformed", () => KeyRollover.Verify(withNonce, key.PublicKey, Account, Url));
        Refusal.Of("malformed", () => KeyRollover.Verify(empty, key.PublicKey, Account, Url));
        Refusal.Of("malformed", () => KeyRollover.Verify("null"u8.ToArray(), key.PublicKey, Account, Url));
    }
}
