using System.IO.Pipelines;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
public sealed class SessionTests
{
    [TestMethod]
    public async Task Hello_CommonVersion_IsWelcomed()
    {
        await using var browser = new FakeBrowser(new FakeOperations());
        await browser.SendAsync("""{"type":"hello","id":9,"protocol":{"min":1,"max":7}}""");
        var welcome = (WelcomeReply)await browser.ReceiveAsync();
        Assert.AreEqual(9, welcome.Id);
        Assert.AreEqual(1, welcome.Protocol);
        Assert.AreEqual("0.1.0", welcome.Version);
    }

    [TestMethod]
    [DataRow(2, 3, ErrorCodes.HostTooOld)]
    [DataRow(0, 0, ErrorCodes.InvalidField)]
    [DataRow(2, 1, ErrorCodes.InvalidField)]
    public async Task Hello_NoCommonVersion_IsRefusedAndNothingElseServed(int min, int max, string code)
    {
        await using var browser = new FakeBrowser(new FakeOperations());
        await browser.SendAsync(new HelloRequest { Id = 1, Protocol = new(min, max) });
        Assert.AreEqual(code, (await browser.ReceiveErrorAsync()).Code);
        await browser.SendAsync(new WatchRequest { Id = 2 });
        Assert.AreEqual(ErrorCodes.HelloRequired, (await browser.ReceiveErrorAsync()).Code);
    }

    [TestMethod]
    public async Task Request_BeforeHello_IsRefused()
    {
        await using var browser = new FakeBrowser(new FakeOperations());
        await browser.SendAsync(new ListTrustedRequest { Id = 2 });
        var error = await browser.ReceiveErrorAsync();
        Assert.AreEqual(ErrorCodes.HelloRequired, error.Code);
        Assert.AreEqual(2, error.Id);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(int.MinValue)]
    public async Task Request_IdOutOfRange_IsRefused(int id)
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations());
        await browser.SendAsync(new ListTrustedRequest { Id = id });
        Assert.AreEqual(ErrorCodes.InvalidId, (await browser.ReceiveErrorAsync()).Code);
    }

    [TestMethod]
    public async Task Request_IdOfAnOpenOne_IsRefusedAndTheOpenOneGoesOn()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations((_, _, stop) => FakeOperations.NeverAsync(stop)));
        await browser.SendAsync(new WatchRequest { Id = 5 });
        await browser.SendAsync(new RescanRequest { Id = 5 });
        Assert.AreEqual(ErrorCodes.InvalidId, (await browser.ReceiveErrorAsync()).Code);
        await browser.SendAsync(new CancelRequest { Id = 6, Target = 5 });
        var replies = new[] { await browser.ReceiveAsync(), await browser.ReceiveAsync() };
        Assert.AreEqual(ErrorCodes.Cancelled, replies.OfType<ErrorReply>().Single(reply => reply.Id == 5).Code);
        Assert.AreEqual(6, replies.OfType<DoneReply>().Single().Id);
    }

    [TestMethod]
    public async Task Id_AfterItsFinalReply_MayBeUsedAgain()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations());
        for (var i = 0; i < 100; i++)
        {
            await browser.SendAsync(new RescanRequest { Id = 5 });
            Assert.IsInstanceOfType<DoneReply>(await browser.ReceiveAsync());
        }
    }

    [TestMethod]
    public async Task Cancel_OfNothing_IsDone()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations());
        await browser.SendAsync(new CancelRequest { Id = 2, Target = 77 });
        Assert.IsInstanceOfType<DoneReply>(await browser.ReceiveAsync());
    }

    [TestMethod]
    public async Task Request_OverTheNumberOfOpenOnes_IsBusy()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations((_, _, stop) => FakeOperations.NeverAsync(stop)));
        for (var id = 2; id <= Session.MaximumOpen + 2; id++)
        {
            await browser.SendAsync(new WatchRequest { Id = id });
        }
        var error = await browser.ReceiveErrorAsync();
        Assert.AreEqual(ErrorCodes.Busy, error.Code);
        Assert.AreEqual(Session.MaximumOpen + 2, error.Id);
    }

    [TestMethod]
    public async Task Operation_OutOfTime_IsTimedOut()
    {
        var started = new TaskCompletionSource();
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations((_, _, stop) =>
        {
            started.SetResult();
            return FakeOperations.NeverAsync(stop);
        })
        { Limit = TimeSpan.FromSeconds(15) });
        await browser.SendAsync(new VerifyRequest { Id = 2, Device = "a.example" });
        await started.Task;
        browser.Time.Advance(TimeSpan.FromSeconds(16));
        Assert.AreEqual(ErrorCodes.TimedOut, (await browser.ReceiveErrorAsync()).Code);
    }

    [TestMethod]
    public async Task Operation_Throws_IsInternalAndTheSessionGoesOn()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations((request, _, _) => request is RescanRequest
            ? throw new InvalidOperationException("secret")
            : Task.FromResult<Reply>(new DoneReply { Id = request.Id })));
        await browser.SendAsync(new RescanRequest { Id = 2 });
        var error = await browser.ReceiveErrorAsync();
        Assert.AreEqual(ErrorCodes.Internal, error.Code);
        Assert.DoesNotContain("secret", error.Message + browser.Log, StringComparison.Ordinal);
        await browser.SendAsync(new ForgetRequest { Id = 3, Cname = "a.example" });
        Assert.IsInstanceOfType<DoneReply>(await browser.ReceiveAsync());
    }

    [TestMethod]
    public async Task Operation_ReplyTooLarge_IsACodedError()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations((request, _, _) => Task.FromResult<Reply>(
            new ErrorReply { Id = request.Id, Code = "x", Message = new string('x', 2_000_000), Parameters = new Dictionary<string, string>() })));
        await browser.SendAsync(new RescanRequest { Id = 2 });
        Assert.AreEqual(ErrorCodes.ReplyTooLarge, (await browser.ReceiveErrorAsync()).Code);
    }

    [TestMethod]
    public async Task Events_OfOneRequest_ComeInOrderBeforeItsReply()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations(async (request, events, stop) =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await events.SendAsync(new StepEvent { Id = request.Id, Step = $"{i}", State = StepState.Running, Finding = null }, stop);
            }
            return new DoneReply { Id = request.Id };
        }));
        await browser.SendAsync(new RescanRequest { Id = 2 });
        for (var i = 0; i < 1000; i++)
        {
            Assert.AreEqual($"{i}", ((StepEvent)await browser.ReceiveAsync()).Step);
        }
        Assert.IsInstanceOfType<DoneReply>(await browser.ReceiveAsync());
    }

    [TestMethod]
    public async Task Pipe_ClosedWhileOperationsRun_EndsTheSessionAndStopsThem()
    {
        var stopped = new TaskCompletionSource();
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations(async (_, _, stop) =>
        {
            try
            {
                return await FakeOperations.NeverAsync(stop);
            }
            finally
            {
                stopped.SetResult();
            }
        }));
        await browser.SendAsync(new WatchRequest { Id = 2 });
        Assert.AreEqual(SessionEnd.Closed, await browser.CloseAsync());
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [TestMethod]
    public async Task Pipe_ClosedInsideAFrame_IsTruncated()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations());
        await browser.SendBytesAsync([9, 0]);
        Assert.AreEqual(SessionEnd.Truncated, await browser.CloseAsync());
    }

    [TestMethod]
    public async Task Pipe_OutOfStep_AnswersOnceAndEnds()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations());
        await browser.SendBytesAsync([.. "GET / HTTP/1.1\r\n\r\n"u8]);
        Assert.AreEqual(ErrorCodes.TooLarge, (await browser.ReceiveErrorAsync()).Code);
        Assert.AreEqual(SessionEnd.OutOfStep, await browser.Ended.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [TestMethod]
    public async Task Message_TooLarge_IsACodedErrorAndTheNextIsServed()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations());
        await browser.SendBytesAsync(Frames.Of(new byte[FrameReader.Limit + 1]));
        Assert.AreEqual(ErrorCodes.TooLarge, (await browser.ReceiveErrorAsync()).Code);
        await browser.SendAsync(new RescanRequest { Id = 2 });
        Assert.IsInstanceOfType<DoneReply>(await browser.ReceiveAsync());
    }

    [TestMethod]
    public async Task Browser_StopsReadingAndClosesItsEnd_EndsTheSession()
    {
        await using var browser = await FakeBrowser.GreetedAsync(new FakeOperations());
        await browser.StopReadingAsync();
        await browser.SendAsync(new RescanRequest { Id = 2 });
        await browser.SendAsync(new RescanRequest { Id = 3 });
        await browser.CloseAsync();
    }

    [TestMethod]
    public async Task Browser_AsksAndNeverReads_HoldsABoundedNumberAndEnds()
    {
        var sent = 0;
        await using var browser = new FakeBrowser(new FakeOperations(async (request, events, stop) =>
        {
            while (true)
            {
                await events.SendAsync(new DoneReply { Id = request.Id }, stop);
                Interlocked.Increment(ref sent);
            }
        }), new PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));
        await browser.SendAsync("""{"type":"hello","id":1,"protocol":{"min":1,"max":1}}""");
        await browser.SendAsync(new WatchRequest { Id = 2 });
        while (!browser.Ended.IsCompleted)
        {
            await browser.SendAsync("garbage");
            browser.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.AreEqual(SessionEnd.NotRead, await browser.Ended);
        Assert.IsLessThan(Outbox.Capacity + 100, sent);
    }
}
