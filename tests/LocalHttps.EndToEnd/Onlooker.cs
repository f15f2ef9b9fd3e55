using LocalHttps.EndToEnd.Browsers;

namespace LocalHttps.EndToEnd;

/// <summary>One session per browser that only looks: nobody confirms anything in it, so that tests can share it.</summary>
internal static class Onlooker
{
    private static readonly Dictionary<BrowserKind, Task<Session>> Open = [];
    private static readonly Lock Gate = new();

    public static Task<Session> GetAsync(BrowserKind kind)
    {
        lock (Gate)
        {
            return Open.TryGetValue(kind, out var session) ? session : Open[kind] = Session.StartAsync(kind, "onlooker");
        }
    }

    public static async Task CloseAllAsync()
    {
        foreach (var session in Open.Values)
        {
            if (session.IsCompletedSuccessfully)
            {
                await (await session).DisposeAsync();
            }
        }
    }
}
