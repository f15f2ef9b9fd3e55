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
        await using var write = new ThreadStream(server, "write");
        await using var read = new ThreadStream(client, "read");
        var waiting = read.ReadAtLeastAsync(new byte[10], 3);
        await write.WriteAsync(new byte[] { 1, 2, 3 });
        Assert.AreEqual(3, await waiting);
    }

    [TestMethod]
    public async Task Write_PipeIsBroken_Throws()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle).Dispose();
        await using var write = new ThreadStream(server, "write");
        await Assert.ThrowsAsync<IOException>(() => write.WriteAsync(new byte[] { 1 }).AsTask());
    }

    [TestMethod]
    public async Task Read_Cancelled_DoesNotWait()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        // The read that is left under way holds its end of the pipe: the other end must go first.
        using var first = server;
        await using var read = new ThreadStream(client, "read");
        using var cancel = new CancellationTokenSource();
        var waiting = read.ReadAsync(new byte[1], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
    }
}
