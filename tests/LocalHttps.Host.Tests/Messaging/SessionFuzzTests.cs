using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
[TestCategory("messages")]
public sealed class SessionFuzzTests
{
    /// <summary>Ten thousand, times the factor of the soak.</summary>
    private static readonly int Messages = 10_000 * Soak.Factor;

    [TestMethod]
    [DataRow(1)]
    [DataRow(20261123)]
    public async Task ManyMutatedMessages_EachHasItsAnswerAndNoStrayByte(int seed)
    {
        var random = new Random(seed);
        using var input = new MemoryStream();
        input.Write(Frames.Of(MutatedMessages.Hello));
        for (var i = 0; i < Messages; i++)
        {
            input.Write(Frames.Of(MutatedMessages.Next(random)));
        }
        input.Position = 0;
        using var output = new MemoryStream();
        using var log = new StringWriter();
        using var session = new Session(input, output, new FakeOperations(), new FakeTimeProvider(), log);
        Assert.AreEqual(SessionEnd.Closed, await session.RunAsync());
        var replies = Frames.Read(output.ToArray());
        Assert.IsInstanceOfType<WelcomeReply>(replies[0]);
        // Requests still open at the end of the pipe are not answered.
        Assert.IsGreaterThan(Messages - Session.MaximumOpen, replies.Count);
        Assert.IsTrue(replies.All(reply => reply is not ErrorReply { Code: ErrorCodes.Internal }));
        Assert.AreEqual("", log.ToString());
    }

    [TestMethod]
    [DataRow(7)]
    public async Task RandomBytes_NoFramingAtAll_EndTheSessionInOrder(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1000 * Soak.Factor; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            using var output = new MemoryStream();
            using var session = new Session(new MemoryStream(bytes), output, new FakeOperations(), new FakeTimeProvider(), TextWriter.Null);
            _ = await session.RunAsync();
            _ = Frames.Read(output.ToArray());
        }
    }
}
