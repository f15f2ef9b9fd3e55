using LocalHttps.Host.Protocol;
using LocalHttps.Host.Trust;
using LocalHttps.Identity;

namespace LocalHttps.Host.Operations;

/// <summary>Lists, renames and forgets trusted devices.</summary>
internal sealed class TrustOperations(ITrustStore trust)
{
    public TrustedReply List(ListTrustedRequest request) => new()
    {
        Id = request.Id,
        Entries = [.. trust.Read().OrderBy(entry => entry.Cname, StringComparer.Ordinal).Select(entry => entry.ToView())],
    };

    public DoneReply Rename(RenameRequest request)
    {
        if (!DeviceNames.TryAccept(request.Name, out var name))
        {
            throw Problems.InvalidField("name");
        }
        trust.Update(entries => [.. Require(entries, request.Cname).Select(entry => entry.Cname == request.Cname ? entry with { Name = name } : entry)]);
        return new DoneReply { Id = request.Id };
    }

    public DoneReply Forget(ForgetRequest request)
    {
        trust.Update(entries => [.. Require(entries, request.Cname).Where(entry => entry.Cname != request.Cname)]);
        return new DoneReply { Id = request.Id };
    }

    private static IReadOnlyList<TrustEntry> Require(IReadOnlyList<TrustEntry> entries, string cname) =>
        entries.Any(entry => entry.Cname == cname) ? entries : throw Problems.NotTrusted();
}
