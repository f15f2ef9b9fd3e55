using System.Security.Cryptography;
using System.Text;
using LocalHttps.Acme;

namespace LocalHttps.Fuzz;

[TestClass]
public sealed class JwsFuzz(TestContext context) : IDisposable
{
    // The body in several forms, its JSON, the exception; RSA and EC verification are native.
    private const long MostAllocation = 1024 * 1024;
    private const int Batch = 100;
    private const string Url = "https://star.home.test/acme/new-account";
    private const string Account = "https://star.home.test/acme/account/1";
    private static readonly string[] Types = ["malformed", "badNonce", "badPublicKey", "badSignatureAlgorithm", "unauthorized"];
    private static readonly byte[] MacKey = SHA256.HashData("mac"u8);
    private readonly EcdsaAccountKey key = EcdsaAccountKey.Create();
    private readonly EcdsaAccountKey next = EcdsaAccountKey.Create();

    public void Dispose()
    {
        key.Dispose();
        next.Dispose();
    }

    [TestMethod]
    public void Request_Mutated_IsRefusedOrSaysWhatWasSigned()
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"contact":["mailto:a@home.test"],"externalAccountBinding":{{ExternalAccountBinding.Create("kid", MacKey, key.PublicKey, Url).GetRawText()}}}""");
        byte[][] requests = [Sign(key, null, "AAAA", payload), Sign(key, Account, "AAAA", []), Sign(key, Account, "AAAA", Rollover())];
        var signed = requests.Select(request => Encoding.ASCII.GetString(FlattenedJws.ParseRequest(request).SigningInput.Span)).ToHashSet(StringComparer.Ordinal);
        FuzzRun.Repeat(context, random =>
        {
            var mangler = new Mangler(random, Mangler.JsonPieces);
            for (var i = 0; i < Batch; i++)
            {
                var bytes = mangler.Change(requests[random.Next(requests.Length)]);
                var jws = Refused.Or(() => FlattenedJws.ParseRequest(bytes), bytes, MostAllocation, Types);
                if (jws is not null && Refused.Or(() => Verify(jws), bytes, MostAllocation, Types) is not null)
                    Assert.Contains(Encoding.ASCII.GetString(jws.SigningInput.Span), signed, "a forgery");
            }
            return Batch;
        });
    }

    [TestMethod]
    public void HeaderAndPayload_MutatedAndSignedAgain_AreRefusedOrSound()
    {
        var header = Encoding.UTF8.GetBytes($$"""{"alg":"ES256","jwk":{{key.PublicKey.Canonical}},"nonce":"AAAA","url":"{{Url}}"}""");
        byte[][] payloads = [Encoding.UTF8.GetBytes(ExternalAccountBinding.Create("kid", MacKey, key.PublicKey, Url).GetRawText()), Rollover(), []];
        var taken = 0;
        FuzzRun.Repeat(context, random =>
        {
            var mangler = new Mangler(random, Mangler.JsonPieces);
            for (var i = 0; i < Batch; i++)
            {
                var (head, load) = (StrictBase64Url.Encode(random.Next(2) == 0 ? mangler.Change(header) : header), StrictBase64Url.Encode(mangler.Change(payloads[random.Next(payloads.Length)])));
                var signature = StrictBase64Url.Encode(key.SignAsync(Encoding.ASCII.GetBytes($"{head}.{load}"), default).AsTask().Result);
                var bytes = Encoding.ASCII.GetBytes($$"""{"protected":"{{head}}","payload":"{{load}}","signature":"{{signature}}"}""");
                if (Refused.Or(() => FlattenedJws.ParseRequest(bytes), bytes, MostAllocation, Types) is { } jws && Refused.Or(() => Verify(jws), bytes, MostAllocation, Types) is not null)
                    taken += CheckPayload(jws) ? 1 : 0;
            }
            return Batch;
        });
        Console.WriteLine($"{context.TestName}: {taken} taken");
    }

    private JsonWebKey Verify(FlattenedJws jws)
    {
        if (jws.Header.Key is not null)
            return JwsVerifier.VerifyByOwnKey(jws, Url);
        JwsVerifier.AccountOf(jws);
        JwsVerifier.Verify(jws, key.PublicKey, Url);
        return key.PublicKey;
    }

    // Whether the payload was a rollover or a binding that holds.
    private bool CheckPayload(FlattenedJws jws)
    {
        var bytes = jws.Payload.ToArray();
        if (jws.IsPostAsGet)
            return false;
        var newKey = Refused.Or(() => KeyRollover.Verify(bytes, key.PublicKey, Account, Url), bytes, MostAllocation, Types);
        var binding = Refused.Or(() => Binding(bytes), bytes, MostAllocation, Types);
        var bound = binding is null ? null : Refused.Or(() => Bound(binding), bytes, MostAllocation, Types);
        Assert.IsTrue(newKey is null || newKey.Equals(next.PublicKey), "a key that nobody signed for");
        Assert.IsTrue(bound is null or "kid", "a binding that nobody made");
        return newKey is not null || bound is not null;
    }

    private static ExternalAccountBinding Binding(byte[] bytes) => ExternalAccountBinding.Parse(HostileJson.ReadObject(bytes, "payload"));

    private string Bound(ExternalAccountBinding binding)
    {
        binding.Verify(MacKey, key.PublicKey, Url);
        return binding.KeyId;
    }

    private byte[] Rollover() => KeyRollover.CreateAsync(next, key.PublicKey, Account, Url, default).AsTask().Result;

    private static byte[] Sign(IAccountKey key, string? account, string nonce, byte[] payload) => JwsSigner.SignAsync(key, account, nonce, Url, payload, default).AsTask().Result;
}
