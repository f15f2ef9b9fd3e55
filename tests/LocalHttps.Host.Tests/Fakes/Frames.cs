using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>Native messaging frames as a browser writes and reads them.</summary>
internal static class Frames
{
    public static byte[] Of(string json) => Of(Encoding.UTF8.GetBytes(json));

    public static byte[] Of(byte[] body) => [.. Header((uint)body.Length), .. body];

    public static byte[] Header(uint size)
    {
        var header = new byte[4];
        MemoryMarshal.Write(header, in size);
        return header;
    }

    public static byte[] Of(Request request) => Of(JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.Request));

    /// <summary>Splits what the host wrote; fails where a stray byte stands between frames.</summary>
    public static IReadOnlyList<Reply> Read(ReadOnlySpan<byte> written)
    {
        var replies = new List<Reply>();
        while (!written.IsEmpty)
        {
            var size = (int)MemoryMarshal.Read<uint>(written);
            replies.Add(JsonSerializer.Deserialize(written.Slice(4, size), ProtocolJson.Default.Reply)!);
            written = written[(4 + size)..];
        }
        return replies;
    }
}
