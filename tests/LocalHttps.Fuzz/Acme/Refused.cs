using LocalHttps.Acme;

namespace LocalHttps.Fuzz;

/// <summary>Runs what takes strangers' bytes, and lets nothing pass but a problem of the types that it documents, at a bounded price.</summary>
internal static class Refused
{
    /// <summary>The result, or null where it was refused.</summary>
    /// <param name="take">Takes the bytes.</param>
    /// <param name="bytes">For the message of a failure.</param>
    /// <param name="mostAllocation">Bytes of memory that it may cost.</param>
    /// <param name="types">Of problems that it may be refused with.</param>
    public static T? Or<T>(Func<T> take, byte[] bytes, long mostAllocation, params ReadOnlySpan<string> types)
        where T : class
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        T? result = null;
        try
        {
            result = take();
        }
        catch (AcmeException problem)
        {
            if (!types.Contains(problem.Problem.Type[Problems.Prefix.Length..]))
                Assert.Fail($"{problem.Problem.Type}: {problem.Message} for {Convert.ToHexString(bytes)}");
        }
        catch (Exception problem) when (problem is not UnitTestAssertException)
        {
            Assert.Fail($"{problem} for {Convert.ToHexString(bytes)}");
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > mostAllocation)
            Assert.Fail($"{allocated} bytes allocated for {Convert.ToHexString(bytes)}");
        return result;
    }
}
