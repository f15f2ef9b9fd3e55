namespace LocalHttps.EndToEnd.Browsers;

/// <summary>Key names as code points of WebDriver (https://w3c.github.io/webdriver/#keyboard-actions).</summary>
internal static class BidiKeys
{
    /// <summary>The value that BiDi's key actions take for a key's name.</summary>
    public static string Value(string name) => name switch
    {
        "Enter" => "\uE007",
        "Tab" => "\uE004",
        "Escape" => "\uE00C",
        "Shift" => "\uE008",
        "Control" => "\uE009",
        "ArrowLeft" => "\uE012",
        "ArrowUp" => "\uE013",
        "ArrowRight" => "\uE014",
        "ArrowDown" => "\uE015",
        "Home" => "\uE011",
        "End" => "\uE010",
        "Space" => " ",
        { Length: 1 } => name,
        _ => throw new ArgumentException($"No code for the key {name}.", nameof(name)),
    };
}
