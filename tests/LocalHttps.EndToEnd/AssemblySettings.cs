using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// Much of a test is waiting for the network: two at a time, each with browsers and devices of its own.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.MethodLevel)]
