using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Messaging;

/// <summary>The first message, answered before the session runs.</summary>
[TestClass]
public sealed class SessionFirstTests : IDisposable
{
    private readonly MemoryStream output = new();

    public void Dispose() => output.Dispose();

    [TestMethod]
    public void Hello_First_IsAnsweredOnTheCallersThreadBeforeItIsTold()
    {
        using var session = Make(Frames.Of(MutatedMessages.Hello));
        var written = 0L;
        session.Greeted += (_, _) => written = output.Length;
        var first = session.AnswerFirstAsync();
        Assert.IsTrue(first.IsCompletedSuccessfully);
        Assert.IsInstanceOfType<WelcomeReply>(Frames.Read(output.ToArray()).Single());
        Assert.AreEqual(output.Length, written);
    }

    [TestMethod]
    public async Task Hello_FirstThenMore_IsToldOnceAndTheSessionGoesOn()
    {
        using var session = Make([.. Frames.Of(MutatedMessages.Hello), .. Frames.Of(MutatedMessages.Hello.Replace("1,", "2,", StringComparison.Ordinal)), .. Frames.Of("{}")]);
        var told = 0;
        session.Greeted += (_, _) => told++;
        Assert.IsNull(await session.AnswerFirstAsync());
        Assert.AreEqual(SessionEnd.Closed, await session.RunAsync());
        Assert.AreEqual(1, told);
        Assert.HasCount(3, Frames.Read(output.ToArray()));
    }

    [TestMethod]
    public async Task Garbage_First_IsAnsweredAndHelloMayFollow()
    {
        using var session = Make([.. Frames.Of("{}"), .. Frames.Of(MutatedMessages.Hello)]);
        Assert.IsNull(await session.AnswerFirstAsync());
        Assert.AreEqual(SessionEnd.Closed, await session.RunAsync());
        var replies = Frames.Read(output.ToArray());
        Assert.AreEqual(ErrorCodes.InvalidMessage, ((ErrorReply)replies[0]).Code);
        Assert.IsInstanceOfType<WelcomeReply>(replies[1]);
    }

    [TestMethod]
    public async Task Nothing_First_IsTheEnd()
    {
        using var closed = Make([]);
        Assert.AreEqual(SessionEnd.Closed, await closed.AnswerFirstAsync());
        using var truncated = Make([9, 0, 0, 0, (byte)'{']);
        Assert.AreEqual(SessionEnd.Truncated, await truncated.AnswerFirstAsync());
        using var outOfStep = Make(Frames.Header(uint.MaxValue));
        Assert.AreEqual(SessionEnd.OutOfStep, await outOfStep.AnswerFirstAsync());
        Assert.AreEqual(ErrorCodes.TooLarge, ((ErrorReply)Frames.Read(output.ToArray()).Single()).Code);
    }

    private Session Make(byte[] input) => new(new MemoryStream(input), output, new FakeOperations(), new FakeTimeProvider(), TextWriter.Null);
}
