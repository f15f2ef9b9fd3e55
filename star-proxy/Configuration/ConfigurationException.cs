namespace LocalHttps.Star.Configuration;

/// <summary>The settings cannot be used.</summary>
/// <param name="faults">Each with what to mend.</param>
internal sealed class ConfigurationException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>Each with what to mend.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
