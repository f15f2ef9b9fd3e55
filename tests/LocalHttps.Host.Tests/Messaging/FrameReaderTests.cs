using System.Text;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Tests.Fakes;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
public sealed class FrameReaderTests
{
    [TestMethod]
    public async Task Read_TwoFramesInOneRead_GivesBoth()
    {
        var reader = Reader([.. Frames.Of("{}"), .. Frames.Of("[1]")]);
        Assert.AreEqual("{}", Text(await reader.ReadAsync(default)));
        Assert.AreEqual("[1]", Text(await reader.ReadAsync(default)));
        Assert.IsInstanceOfType<Frame.End>(await reader.ReadAsync(default));
    }

    [TestMethod]
    public async Task Read_ByteByByte_GivesTheFrame()
    {
        var reader = new FrameReader(new DripStream(Frames.Of("""{"a":"é"}""")));
        Assert.AreEqual("""{"a":"é"}""", Text(await reader.ReadAsync(default)));
    }

    [TestMethod]
    public async Task Read_ZeroLength_GivesAnEmptyMessage() =>
        Assert.AreEqual("", Text(await Reader(Frames.Header(0)).ReadAsync(default)));

    [TestMethod]
    public async Task Read_ExactlyTheLimit_GivesTheMessage()
    {
        var frame = (Frame.Message)await Reader(Frames.Of(new byte[FrameReader.Limit])).ReadAsync(default);
        Assert.AreEqual(FrameReader.Limit, frame.Bytes.Length);
    }

    [TestMethod]
    public async Task Read_OverTheLimit_SkipsItAndGivesTheNext()
    {
        var reader = Reader([.. Frames.Of(new byte[FrameReader.Limit + 1]), .. Frames.Of("{}")]);
        Assert.AreEqual(new Frame.TooLarge(FrameReader.Limit + 1), await reader.ReadAsync(default));
        Assert.AreEqual("{}", Text(await reader.ReadAsync(default)));
    }

    [TestMethod]
    public async Task Read_ImpossibleLength_AllocatesNothingForIt()
    {
        var reader = Reader([.. Frames.Header(uint.MaxValue), 1, 2, 3]);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.AreEqual(new Frame.OutOfStep(uint.MaxValue), await reader.ReadAsync(default));
        Assert.IsLessThan(100_000, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    public async Task Read_EndInsideAFrame_IsTruncated(int length) =>
        Assert.IsInstanceOfType<Frame.Truncated>(await Reader(Frames.Of("{}")[..length]).ReadAsync(default));

    [TestMethod]
    public async Task Read_EndInsideASkippedFrame_IsTruncated() =>
        Assert.IsInstanceOfType<Frame.Truncated>(await Reader([.. Frames.Header(2_000_000), 1, 2, 3]).ReadAsync(default));

    private static FrameReader Reader(byte[] bytes) => new(new MemoryStream(bytes));

    private static string Text(Frame frame) => Encoding.UTF8.GetString(((Frame.Message)frame).Bytes.Span);

    private sealed class DripStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
