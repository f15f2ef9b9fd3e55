using System.Globalization;
using System.Text;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
public sealed class SessionFuzzTests
{
    /// <summary>Ten thousand, times the factor of the soak.</summary>
    private static readonly int Messages =
        10_000 * int.Parse(Environment.GetEnvironmentVariable("LOCALHTTPS_SOAK") is { Length: > 0 } factor ? factor : "1", CultureInfo.InvariantCulture);

    private static readonly string[] Seeds =
    [
        """{"type":"hello","id":1,"protocol":{"min":1,"max":1}}""",
        """{"type":"watch","id":2}""",
        """{"type":"rescan","id":3}""",
        """{"type":"verify","id":4,"device":"13ab.example.org"}""",
        """{"type":"preflight","id":5,"device":"13ab.example.org","origin":"https://app.example"}""",
        """{"type":"confirm","id":6,"device":"a","cname":"a.example","spkiSha256":"00","name":"Küche 💡","accept":["long-lived"]}""",
        """{"type":"rename","id":7,"cname":"a.example","name":"\u202e"}""",
        """{"type":"forget","id":8,"cname":"a.example"}""",
        """{"type":"list-trusted","id":9}""",
        """{"type":"cancel","id":10,"target":2}""",
        """[[[[{}]]]]""",
        "\"\"",
    ];

    [TestMethod]
    [DataRow(1)]
    [DataRow(20261123)]
    public async Task TenThousandMutatedMessages_EachHasItsAnswerAndNoStrayByte(int seed)
    {
        var random = new Random(seed);
        using var input = new MemoryStream();
        input.Write(Frames.Of(Seeds[0]));
        for (var i = 0; i < Messages; i++)
        {
            input.Write(Frames.Of(Mutate(random)));
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
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            using var output = new MemoryStream();
            using var session = new Session(new MemoryStream(bytes), output, new FakeOperations(), new FakeTimeProvider(), TextWriter.Null);
            _ = await session.RunAsync();
            _ = Frames.Read(output.ToArray());
        }
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]).ToList();
        for (var change = random.Next(6); change > 0; change--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at) + 1);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(0, random.Next(bytes.Count + 1)));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(random.Next(-10, int.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture)));
                    break;
                default:
                    bytes.Insert(at, (byte)"{}[]\",:\\0\n"[random.Next(10)]);
                    break;
            }
        }
        return [.. bytes];
    }
}
