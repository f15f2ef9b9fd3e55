using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Operations;

/// <summary>Lists, renames and forgets trusted devices.</summary>
internal sealed class TrustOperations(OperationParts parts)
{
    public TrustedReply List(ListTrustedRequest request) => new()
    {
        Id = request.Id,
        Entries = [.. parts.Trust.Read().OrderBy(entry => entry.Cname, StringComparer.Ordinal).Select(entry => entry.ToView())],
    };

    public DoneReply Rename(RenameRequest request)
    {
        if (!DeviceNames.TryAccept(request.Name, out var name))
        {
            throw Problems.InvalidField("name");
        }
        return Change(request, entries => [.. Require(entries, request.Cname).Select(entry => entry.Cname == request.Cname ? entry with { Name = name } : entry)]);
    }

    public DoneReply Forget(ForgetRequest request) =>
        Change(request, entries => [.. Require(entries, request.Cname).Where(entry => entry.Cname != request.Cname)]);

    private DoneReply Change(Request request, Func<IReadOnlyList<TrustEntry>, IReadOnlyList<TrustEntry>> change)
    {
        parts.Trust.Update(change);
        // Before the answer: a name or a key that is not trusted any more must not stay green until the store's notice comes.
        parts.Directory.TakeTrust();
        return new DoneReply { Id = request.Id };
    }

    private static IReadOnlyList<TrustEntry> Require(IReadOnlyList<TrustEntry> entries, string cname) =>
        entries.Any(entry => entry.Cname == cname) ? entries : throw Problems.NotTrusted();
}
