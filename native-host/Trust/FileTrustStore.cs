using LocalHttps.Host.Interop;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Trust;

/// <summary>
/// The trust store as a file: readable by its owner only, changed under a lock beside it, replaced whole.
/// A file that is damaged, newer, a symbolic link, or that another user owns or may write or replace, is refused and left as it is.
/// </summary>
public sealed class FileTrustStore : ITrustStore, IDisposable
{
    /// <summary>How long to wait for other hosts' changes; one takes milliseconds, but seconds where the disk is busy.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly string path;
    private readonly TimeProvider time;
    private readonly FileChangeNotice notice;

    /// <summary>Names the file; nothing is read or made yet.</summary>
    /// <param name="path">The file's absolute path.</param>
    /// <param name="time">The clock.</param>
    public FileTrustStore(string path, TimeProvider time)
    {
        this.path = Path.GetFullPath(path);
        this.time = time;
        notice = new FileChangeNotice(this.path, time);
    }

    /// <inheritdoc/>
    public event EventHandler? Changed
    {
        add => notice.Subscribe(value);
        remove => notice.Unsubscribe(value);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrustEntry> Read() => Guard(() => Load().Entries);

    /// <inheritdoc/>
    public void Update(Func<IReadOnlyList<TrustEntry>, IReadOnlyList<TrustEntry>> change)
    {
        var written = false;
        using (Guard(Lock))
        {
            var (before, bytes) = Guard(Load);
            var after = change(before);
            if (after.Count > TrustFile.MaximumEntries)
            {
                throw TrustStoreException.Unavailable(path, $"It holds at most {TrustFile.MaximumEntries} devices: forget some first.");
            }
            var text = Format(after);
            written = !bytes.AsSpan().SequenceEqual(text) && (after.Count > 0 || bytes.Length > 0);
            if (written)
            {
                Guard(() => Replace(text));
            }
        }
        if (written)
        {
            notice.Raise();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => notice.Dispose();

    private (IReadOnlyList<TrustEntry> Entries, byte[] Bytes) Load()
    {
        if (!PrivateFile.Check(path))
        {
            return ([], []);
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > TrustFile.MaximumSize)
        {
            throw TrustStoreException.Corrupt(path, new FormatException($"It has more than {TrustFile.MaximumSize} bytes."));
        }
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return (TrustFile.Parse(bytes, path), bytes);
    }

    /// <summary>Takes the lock. The lock file stays: removing it would let two hosts hold two different files.</summary>
    private FileStream Lock()
    {
        PrivateFile.MakeFolder(Path.GetDirectoryName(path)!);
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return PrivateFile.Open(path + ".lock", FileMode.OpenOrCreate);
            }
            catch (IOException problem) when (problem is not PrivateFileException && File.Exists(path + ".lock"))
            {
                if (time.GetElapsedTime(start) >= LongestWait)
                {
                    throw TrustStoreException.Unavailable(path, $"Another program holds {path}.lock. Try again.", problem);
                }
                // Another host is writing. The uneven step keeps several from waking together.
                Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 25)), time).Wait();
            }
        }
    }

    // The one part of an entry that a person writes is its name.
    private static byte[] Format(IReadOnlyList<TrustEntry> entries)
    {
        try
        {
            return TrustFile.Format(entries);
        }
        catch (FormatException problem)
        {
            throw new ProtocolException(ErrorCodes.InvalidField, problem.Message, problem, ("field", "name"));
        }
    }

    private void Replace(byte[] text)
    {
        var folder = Path.GetDirectoryName(path)!;
        var name = Path.GetFileName(path);
        // Left behind by a host that was killed; nobody else writes while the lock is held.
        foreach (var left in Directory.EnumerateFiles(folder, name + ".*.tmp"))
        {
            File.Delete(left);
        }
        var temporary = Path.Combine(folder, $"{name}.{Guid.NewGuid():N}.tmp");
        using (var file = PrivateFile.Open(temporary, FileMode.CreateNew))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        DirectorySync.Flush(folder);
    }

    private void Guard(Action action) => Guard(() =>
    {
        action();
        return true;
    });

    private T Guard<T>(Func<T> function)
    {
        try
        {
            return function();
        }
        catch (PrivateFileException problem)
        {
            throw TrustStoreException.Unavailable(path, problem.Message, problem, problem.Remedy);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw TrustStoreException.Unavailable(path, problem);
        }
    }
}
