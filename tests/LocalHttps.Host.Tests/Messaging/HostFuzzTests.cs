using System.Reflection;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Tests.Support;

namespace LocalHttps.Host.Tests.Messaging;

/// <summary>The real executable with its real operations, whatever comes over the pipe. It searches on the loopback interface only.</summary>
[TestClass]
[TestCategory("messages")]
public sealed class HostFuzzTests
{
    private const int FramesEach = 500;

    private const int Last = 2_000_000_001;

    private static readonly int Sessions = 20 * Soak.Factor;

    private static readonly HashSet<string> Codes = [.. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!)];

    [TestMethod]
    public async Task RandomAndMutatedFrames_AreAnsweredInCodeAndEndCleanly()
    {
        for (var seed = 1; seed <= Sessions; seed++)
        {
            var random = new Random(seed);
            using var host = new HostProcess();
            byte[] frames = [.. Frames.Of(MutatedMessages.Hello), .. Enumerable.Range(0, FramesEach).SelectMany(_ => AnyFrame(random)), .. Frames.Of($$"""{"type":"last","id":{{Last}}}""")];
            var replies = new List<Reply>();
            // Neither pipe holds it all.
            var sending = host.SendBytesAsync(frames);
            do
            {
                replies.Add(await host.ReceiveAsync());
            }
            while (replies[^1] is not ErrorReply { Id: Last });
            await sending;
            var end = await host.CloseAsync();
            replies.AddRange(Frames.Read(end.Output));

            Assert.AreEqual(0, end.ExitCode, $"seed {seed}: {end.Complaints}");
            Assert.AreEqual("", end.Complaints, $"seed {seed}");
            Assert.IsInstanceOfType<WelcomeReply>(replies[0]);
            var odd = replies.OfType<ErrorReply>().Select(reply => reply.Code).Where(code => code == ErrorCodes.Internal || !Codes.Contains(code)).ToList();
            Assert.IsEmpty(odd, $"seed {seed}: {string.Join(", ", odd)}");
            // One for each; requests still open at the end of the pipe are not answered.
            var final = replies.Count(reply => reply is not (DeviceEvent or NetworkEvent or WatchingReply or StepEvent));
            Assert.IsInRange(2 + FramesEach - Session.MaximumOpen, 2 + FramesEach, final, $"seed {seed}");
        }
    }

    private static byte[] AnyFrame(Random random) => Frames.Of(random.Next(200) switch
    {
        0 => new byte[FrameReader.Limit + 1 + random.Next(1000)],
        < 4 => [],
        < 30 => Noise(random),
        _ => MutatedMessages.Next(random),
    });

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(600)];
        random.NextBytes(bytes);
        return bytes;
    }
}
