using System.Globalization;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Web;

/// <summary>Turns what a handler threw, and what nobody handled, into a problem document (RFC 7807, RFC 8555 §6.7). Nothing else does.</summary>
internal sealed partial class ProblemEdge(RequestDelegate next, StarMetrics metrics, ILogger<ProblemEdge> log)
{
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        AcmeException problem;
        try
        {
            await next(context);
            if (context.Response.HasStarted || context.Response.StatusCode < 400 || context.Response.ContentLength is not null)
                return;
            problem = Unhandled(context.Response);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to answer.
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            problem = Translate(exception);
        }
        await WriteAsync(context, problem);
    }

    private AcmeException Translate(Exception exception)
    {
        switch (exception)
        {
            case AcmeException problem:
                return problem;
            case BadHttpRequestException request:
                return Problems.Malformed("The request is not well-formed HTTP, or too large.", request.StatusCode);
            case StoreException store:
                LogDatabase(store);
                return Problems.Unavailable("The database cannot be reached at the moment.", DatabasePause);
            default:
                var id = Id.New();
                LogFault(exception, id);
                var told = Problems.ServerInternal();
                return new(told.Problem with { Detail = string.Create(CultureInfo.InvariantCulture, $"{told.Problem.Detail} Its number in the log is {id}.") });
        }
    }

    private static AcmeException Unhandled(HttpResponse response) => response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.NotFound("There is nothing at this URL."),
        StatusCodes.Status405MethodNotAllowed => Problems.Malformed("This method is not served at this URL.", StatusCodes.Status405MethodNotAllowed),
        var status => Problems.Malformed("The request cannot be served.", status),
    };

    private async Task WriteAsync(HttpContext context, AcmeException exception)
    {
        var problem = exception.Problem.AsDocument();
        var status = problem.Status ?? StatusCodes.Status500InternalServerError;
        var type = problem.Type.StartsWith(Problems.Prefix, StringComparison.Ordinal) ? problem.Type[Problems.Prefix.Length..] : problem.Type;
        metrics.ProblemSent(type, status);
        LogProblem(type, status, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-");
        await (Reply.Problem(status, problem, AcmeJson.Default.Problem) with { RetryAfter = exception.RetryAfter, Location = exception.Location }).WriteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused with {Type} ({Status}) at {Route}")]
    private partial void LogProblem(string type, int status, string route);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database failed")]
    private partial void LogDatabase(StoreException exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A fault nobody foresaw, number {Id}")]
    private partial void LogFault(Exception exception, string id);
}
