namespace LocalHttps.Host.Trust;

/// <summary>Tells when a file was replaced: at once where the system notifies, and by looking every few seconds where it does not.</summary>
internal sealed class FileChangeNotice : IDisposable
{
    /// <summary>How often to look: network file systems and exhausted inotify watches notify nobody.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private EventHandler? handlers;
    private FileSystemWatcher? watcher;
    private ITimer? timer;
    private (DateTime Written, long Length) last;
    private bool disposed;

    public FileChangeNotice(string path, TimeProvider time)
    {
        this.path = path;
        this.time = time;
    }

    public void Subscribe(EventHandler? handler)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            handlers += handler;
            if (timer is null)
            {
                last = Signature();
                StartWatcher();
                timer = time.CreateTimer(_ => Look(), null, LookInterval, LookInterval);
            }
        }
    }

    public void Unsubscribe(EventHandler? handler)
    {
        lock (gate)
        {
            handlers -= handler;
        }
    }

    /// <summary>Tells everybody.</summary>
    public void Raise()
    {
        EventHandler? present;
        lock (gate)
        {
            last = Signature();
            present = disposed ? null : handlers;
        }
        present?.Invoke(this, EventArgs.Empty);
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            handlers = null;
            watcher?.Dispose();
            timer?.Dispose();
        }
    }

    private void Look()
    {
        bool changed;
        lock (gate)
        {
            if (watcher is null && !disposed)
            {
                StartWatcher();
            }
            changed = Signature() != last;
        }
        if (changed)
        {
            Raise();
        }
    }

    // The folder comes into being with the first confirmed device; until then the timer looks.
    private void StartWatcher()
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            return;
        }
        try
        {
            watcher = new FileSystemWatcher(folder, Path.GetFileName(path)) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
            watcher.Created += (_, _) => Raise();
            watcher.Changed += (_, _) => Raise();
            watcher.Renamed += (_, _) => Raise();
            watcher.Deleted += (_, _) => Raise();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception problem) when (problem is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // No watch to be had: the timer goes on looking, and tries again.
            watcher?.Dispose();
            watcher = null;
        }
    }

    private (DateTime Written, long Length) Signature()
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
