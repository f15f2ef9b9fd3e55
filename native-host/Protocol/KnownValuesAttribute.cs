namespace LocalHttps.Host.Protocol;

/// <summary>
/// Names the values a string member has today. In replies the set is open: a reader treats another value as "not verified".
/// The generator turns the set into a type and a list for the extension.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KnownValuesAttribute : Attribute
{
    /// <summary>Lists the values.</summary>
    /// <param name="set">The set's name, which becomes the name of a type.</param>
    /// <param name="values">The values, in the order of their documentation.</param>
    public KnownValuesAttribute(string set, params string[] values) => (Set, Values) = (set, values);

    /// <summary>Takes the values from the constants of a class.</summary>
    /// <param name="set">The set's name, which becomes the name of a type.</param>
    /// <param name="constants">The class whose public string constants are the values.</param>
    public KnownValuesAttribute(string set, Type constants) => (Set, Values, Constants) = (set, [], constants);

    /// <summary>The set's name.</summary>
    public string Set { get; }

    /// <summary>The values; empty where <see cref="Constants"/> has them.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The class whose public string constants are the values.</summary>
    public Type? Constants { get; }
}
