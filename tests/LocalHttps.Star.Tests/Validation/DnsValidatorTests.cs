using System.Net;
using System.Net.Sockets;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Acme;
using LocalHttps.Lab;
using LocalHttps.Star.Validation;
using Microsoft.Extensions.Time.Testing;
using static LocalHttps.Star.Tests.Validation.FakeResolver;

namespace LocalHttps.Star.Tests.Validation;

[TestClass]
public sealed class DnsValidatorTests
{
    private const string At = "_acme-challenge.www.home.test";

    // printf token.thumbprint | openssl dgst -sha256 -binary | basenc --base64url
    private const string Digest = "61rBZ_4knHblO0MNoxFsXZ_eTFUHum0B6IVRbhvUn5I";
    private static readonly ChallengeAttempt Attempt = new("www.home.test", "token", "token.thumbprint");

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Digest_InOneOfSeveralRecords_Proves()
    {
        await using var dns = new FakeResolver(Txt(At, "something else"), Txt(At, Digest), Txt(At, "third"));
        Assert.IsNull(await ValidateAsync(dns));
    }

    [TestMethod]
    public async Task Digest_InSeveralStringsOfOneRecord_Proves()
    {
        await using var dns = new FakeResolver(Txt(At, Digest[..20], Digest[20..]));
        Assert.IsNull(await ValidateAsync(dns));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Digest_BehindAliases_Proves(bool followed)
    {
        await using var dns = new FakeResolver(Alias(At, "one.example"), Alias("one.example", "two.example"), Txt("two.example", Digest)) { FollowsAliases = followed };
        Assert.IsNull(await ValidateAsync(dns));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Aliases_InACircle_AreADnsProblem(bool followed)
    {
        await using var dns = new FakeResolver(Alias(At, "one.example"), Alias("one.example", At)) { FollowsAliases = followed };
        Expect("dns", await ValidateAsync(dns));
    }

    [TestMethod]
    public async Task Records_OfAnotherName_DoNotCount()
    {
        // A resolver that adds what nobody asked for proves nothing.
        await using var dns = new FakeResolver(Alias(At, "one.example"), Txt("one.example", "wrong"));
        dns.Everywhere.AddRange([Txt(At, Digest), Txt("two.example", Digest)]);
        Expect("incorrectResponse", await ValidateAsync(dns));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("61RBZ_4knHblO0MNoxFsXZ_eTFUHum0B6IVRbhvUn5I")]
    [DataRow(Digest + "=")]
    [DataRow(" " + Digest)]
    [DataRow("token.thumbprint")]
    public async Task Text_ThatIsNotTheDigest_IsIncorrect(string text)
    {
        await using var dns = new FakeResolver(Txt(At, text));
        Expect("incorrectResponse", await ValidateAsync(dns));
    }

    [TestMethod]
    public async Task Name_WithoutRecords_IsUnauthorized()
    {
        await using var dns = new FakeResolver();
        Expect("unauthorized", await ValidateAsync(dns));
    }

    [TestMethod]
    [DataRow(ReturnCode.ServerFailure)]
    [DataRow(ReturnCode.Refused)]
    public async Task Resolver_ThatFails_IsADnsProblem(ReturnCode code)
    {
        await using var dns = new FakeResolver(Txt(At, Digest));
        dns.Codes[At] = code;
        Expect("dns", await ValidateAsync(dns));
    }

    [TestMethod]
    public async Task Answer_TooLongForADatagram_IsFetchedByTcp()
    {
        await using var dns = new FakeResolver([.. Enumerable.Range(0, 40).Select(i => Txt(At, $"{i:00}{new string('x', 200)}")), Txt(At, Digest)]);
        Assert.IsNull(await ValidateAsync(dns));
    }

    [TestMethod]
    public async Task Resolver_ThatIsSilent_IsADnsProblemInTime()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var clock = new FakeTimeProvider();
        var validator = new DnsValidator(new DnsResolver([(IPEndPoint)silent.LocalEndPoint!], clock));
        var pending = validator.ValidateAsync(Attempt, TestContext.CancellationToken);
        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(pending.IsCompleted);
            },
            "it gives up",
            TimeSpan.FromSeconds(10));
        Expect("dns", await pending);
    }

    [TestMethod]
    public async Task Resolver_ThatIsNotConfigured_IsADnsProblem() =>
        Expect("dns", await new DnsValidator(new DnsResolver([], TimeProvider.System)).ValidateAsync(Attempt, TestContext.CancellationToken));

    internal static void Expect(string type, Problem? problem)
    {
        Assert.IsNotNull(problem);
        Assert.AreEqual(Problems.Prefix + type, problem.Type, problem.Detail);
    }

    private Task<Problem?> ValidateAsync(FakeResolver dns) => new DnsValidator(dns.Resolver).ValidateAsync(Attempt, TestContext.CancellationToken);
}
