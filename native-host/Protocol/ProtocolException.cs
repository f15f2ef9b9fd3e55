namespace LocalHttps.Host.Protocol;

/// <summary>A failure a client can act on: a stable code with values for its text. Whatever else is thrown is a defect.</summary>
public class ProtocolException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="code">A code of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">English text for logs, without secrets.</param>
    /// <param name="parameters">Values for the client's text.</param>
    public ProtocolException(string code, string message, params ReadOnlySpan<(string Name, string Value)> parameters)
        : this(code, message, null, parameters)
    {
    }

    /// <summary>Makes one that has a cause.</summary>
    public ProtocolException(string code, string message, Exception? cause, params ReadOnlySpan<(string Name, string Value)> parameters)
        : base(message, cause)
    {
        Code = code;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            values[name] = value;
        }
        Parameters = values;
    }

    /// <summary>A code of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>Values for the client's text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }
}
