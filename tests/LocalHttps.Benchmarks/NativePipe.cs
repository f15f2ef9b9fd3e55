using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LocalHttps.Benchmarks;

/// <summary>A native messaging host, spoken to as a browser does: a length in native byte order, then JSON.</summary>
internal sealed class NativePipe : IDisposable
{
    private readonly Process process;
    private int lastId;

    public NativePipe(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }
        process = Process.Start(info)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    /// <summary>Sends one message.</summary>
    public void Send(ReadOnlySpan<byte> json)
    {
        var frame = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame.AsSpan(4));
        process.StandardInput.BaseStream.Write(frame);
        process.StandardInput.BaseStream.Flush();
    }

    /// <summary>Reads one message.</summary>
    public byte[] Receive()
    {
        var head = new byte[4];
        process.StandardOutput.BaseStream.ReadExactly(head);
        var json = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        process.StandardOutput.BaseStream.ReadExactly(json);
        return json;
    }

    /// <summary>Sends a request under a new id, and gives the first reply of the wanted type or an error's.</summary>
    public JsonNode Ask(JsonObject request, string wanted, Func<JsonNode, bool>? fits = null)
    {
        request["id"] = ++lastId;
        Send(System.Text.Encoding.UTF8.GetBytes(request.ToJsonString()));
        while (true)
        {
            var reply = JsonNode.Parse(Receive())!;
            var type = (string)reply["type"]!;
            if (type == "error" && (int?)reply["id"] == lastId)
            {
                throw new InvalidOperationException($"{request["type"]}: {reply.ToJsonString()}");
            }
            if (type == wanted && (fits is null ? (int?)reply["id"] == lastId : fits(reply)))
            {
                return reply;
            }
        }
    }

    /// <summary>Closes the pipe, as a browser does, and waits.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }
}
