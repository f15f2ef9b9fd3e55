namespace LocalHttps.EndToEnd;

/// <summary>Programs that stand in for a host that is too old, too new, or breaks. Python, because each must be one executable file.</summary>
internal static class FakeHosts
{
    private const string Frame = """
        #!/usr/bin/python3
        import json, struct, sys

        def read():
            size = sys.stdin.buffer.read(4)
            return json.loads(sys.stdin.buffer.read(struct.unpack("=I", size)[0])) if len(size) == 4 else sys.exit(0)

        def write(message):
            data = json.dumps(message).encode()
            sys.stdout.buffer.write(struct.pack("=I", len(data)) + data)
            sys.stdout.buffer.flush()

        hello = read()

        """;

    /// <summary>A host whose every protocol version is below the extension's.</summary>
    public static string TooOld => Refusing("host-too-old", "0.0.1", 0);

    /// <summary>A host whose every protocol version is above the extension's.</summary>
    public static string TooNew => Refusing("host-too-new", "9.0.0", 9);

    /// <summary>A host that dies once it has been greeted.</summary>
    public static string Crashing => Frame + "sys.exit(134)\n";

    /// <summary>A host that never answers.</summary>
    public static string Silent => Frame + "while True:\n    read()\n";

    /// <summary>A host whose output holds a stray byte.</summary>
    public static string Garbled => Frame + "write([1, 2, 3])\nwhile True:\n    read()\n";

    private static string Refusing(string code, string version, int protocol) => Frame + $$$"""
        write({"type": "error", "id": hello["id"], "code": "{{{code}}}", "message": "No protocol version is common.",
               "parameters": {"version": "{{{version}}}", "min": "{{{protocol}}}", "max": "{{{protocol}}}"}})
        while True:
            read()

        """;
}
