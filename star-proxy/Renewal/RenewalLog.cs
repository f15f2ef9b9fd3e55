using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Renewal;

/// <content>What the worker tells the operator.</content>
internal sealed partial class RenewalWorker
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} for order {Order} ({Names}) failed, try {Attempt}: {Problem}; {Living}, next try at {Next:u}.")]
    private static partial void LogInVain(ILogger logger, Exception? problemDetail, WorkKind kind, string order, string names, int attempt, string problem, string living, DateTimeOffset next);

    [LoggerMessage(Level = LogLevel.Information, Message = "Order {Order} has its certificate after {Attempts} tries in vain; it lives until {NotAfter:u}.")]
    private static partial void LogRecovered(ILogger logger, string order, int attempts, DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Order {Order} is invalid: the CA refuses with {Type}: {Detail}")]
    private static partial void LogRefused(ILogger logger, string order, string type, string? detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} for order {Order} came to nothing: the order has ended or another instance has taken it over.")]
    private static partial void LogDropped(ILogger logger, WorkKind kind, string order);

    [LoggerMessage(Level = LogLevel.Error, Message = "What came of order {Order} could not be stored; the work is taken up again once its lease has ended.")]
    private static partial void LogNotStored(ILogger logger, Exception problem, string order);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} certificates could not be stored together; each is stored for itself.")]
    private static partial void LogTogetherFailed(ILogger logger, Exception problem, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The renewal met a fault and goes on.")]
    private static partial void LogRoundFailed(ILogger logger, Exception problem);
}

/// <summary>Another instance or a cancellation took the work.</summary>
internal sealed class LeaseLostException() : Exception("The work was taken away.");
