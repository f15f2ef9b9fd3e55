using System.IO.Pipes;
using LocalHttps.Host.Messaging;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
public sealed class ThreadStreamTests
{
    [TestMethod]
    public async Task ReadAndWrite_PassThrough()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        await using var write = Started(server);
        await using var read = Started(client);
        var waiting = read.ReadAtLeastAsync(new byte[10], 3);
        await write.WriteAsync(new byte[] { 1, 2, 3 });
        Assert.AreEqual(3, await waiting);
    }

    [TestMethod]
    public async Task Write_PipeIsBroken_Throws()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle).Dispose();
        await using var write = Started(server);
        await Assert.ThrowsAsync<IOException>(() => write.WriteAsync(new byte[] { 1 }).AsTask());
    }

    [TestMethod]
    public async Task Read_Cancelled_DoesNotWait()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        // The read that is left under way holds its end of the pipe: the other end must go first.
        using var first = server;
        await using var read = Started(client);
        using var cancel = new CancellationTokenSource();
        var waiting = read.ReadAsync(new byte[1], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
    }

    [TestMethod]
    public async Task BeforeTheStart_CallsAreDoneWhenTheyReturn()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        await using var write = new ThreadStream(server, "write");
        await using var read = new ThreadStream(client, "read");
        Assert.IsTrue(write.WriteAsync(new byte[] { 1, 2, 3 }).AsTask().IsCompletedSuccessfully);
        Assert.IsTrue(read.ReadAtLeastAsync(new byte[2], 2).AsTask().IsCompletedSuccessfully);
        read.Start();
        write.Start();
        await write.WriteAsync(new byte[] { 4 });
        var rest = new byte[2];
        await read.ReadExactlyAsync(rest);
        CollectionAssert.AreEqual(new byte[] { 3, 4 }, rest);
    }

    private static ThreadStream Started(Stream inner)
    {
        var stream = new ThreadStream(inner, "test");
        stream.Start();
        return stream;
    }
}
