using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
public sealed class FrameWriterTests
{
    [TestMethod]
    public async Task Write_TwoReplies_ReadBackInOrder()
    {
        using var output = new MemoryStream();
        var writer = new FrameWriter(output);
        Assert.IsTrue(await writer.TryWriteAsync(new DoneReply { Id = 1 }, default));
        Assert.IsTrue(await writer.TryWriteAsync(Error("Küche 💡 \u202e"), default));
        var replies = Frames.Read(output.ToArray());
        Assert.AreEqual(1, replies[0].Id);
        Assert.AreEqual("Küche 💡 \u202e", ((ErrorReply)replies[1]).Message);
    }

    [TestMethod]
    public async Task Write_OverTheLimit_WritesNothingAndGoesOn()
    {
        using var output = new MemoryStream();
        var writer = new FrameWriter(output);
        Assert.IsFalse(await writer.TryWriteAsync(Error(new string('x', FrameWriter.Limit)), default));
        Assert.AreEqual(0, output.Length);
        Assert.IsTrue(await writer.TryWriteAsync(new DoneReply { Id = 2 }, default));
        Assert.HasCount(1, Frames.Read(output.ToArray()));
    }

    [TestMethod]
    public async Task Write_ExactlyTheLimit_IsWritten()
    {
        using var empty = new MemoryStream();
        await new FrameWriter(empty).TryWriteAsync(Error(""), default);
        using var output = new MemoryStream();
        Assert.IsTrue(await new FrameWriter(output).TryWriteAsync(Error(new string('x', FrameWriter.Limit - (int)empty.Length + 4)), default));
        Assert.AreEqual(FrameWriter.Limit + 4, output.Length);
    }

    private static ErrorReply Error(string message) =>
        new() { Id = 7, Code = ErrorCodes.Internal, Message = message, Parameters = new Dictionary<string, string>() };
}
