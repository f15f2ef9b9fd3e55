namespace LocalHttps.Repository.Tests;

/// <summary>A rule of the repository is kept when nothing breaks it.</summary>
internal static class Rule
{
    /// <summary>Fails with every breach by name.</summary>
    public static void IsKept(IEnumerable<string> breaches)
    {
        var list = breaches.ToList();
        if (list.Count > 0)
        {
            Assert.Fail($"{list.Count} times:\n{string.Join('\n', list.Take(50))}");
        }
    }
}
