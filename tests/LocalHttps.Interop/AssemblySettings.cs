using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// Much of a test is waiting for the network; each has computers and names of its own.
[assembly: Parallelize(Workers = 4, Scope = ExecutionScope.MethodLevel)]
