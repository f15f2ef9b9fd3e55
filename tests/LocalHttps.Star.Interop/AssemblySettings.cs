using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// Much of a test is waiting for others; each has servers and names of its own.
[assembly: Parallelize(Workers = 10, Scope = ExecutionScope.MethodLevel)]
