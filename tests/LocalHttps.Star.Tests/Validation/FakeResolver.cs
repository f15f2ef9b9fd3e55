using System.Net;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Validation;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalHttps.Star.Tests.Validation;

/// <summary>A resolver on loopback that knows what a test tells it.</summary>
internal sealed class FakeResolver : IAsyncDisposable
{
    private readonly ZoneServer server;
    private readonly List<DnsRecordBase> records = [];

    public FakeResolver(params IEnumerable<DnsRecordBase> records)
    {
        this.records.AddRange(records);
        server = new ZoneServer(new IPEndPoint(IPAddress.Loopback, 0), Answer, NullLogger<ZoneServer>.Instance, TimeProvider.System);
        server.Start();
    }

    /// <summary>Names that get another code.</summary>
    public Dictionary<string, ReturnCode> Codes { get; } = new(StringComparer.Ordinal);

    /// <summary>Records sent with every answer, asked for or not.</summary>
    public List<DnsRecordBase> Everywhere { get; } = [];

    /// <summary>Names asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Whether aliases are followed, as resolvers do.</summary>
    public bool FollowsAliases { get; set; } = true;

    public DnsResolver Resolver => new([server.EndPoint], TimeProvider.System);

    public static DomainName Name(string name) => DomainName.Parse(name);

    public static TxtRecord Txt(string name, params string[] strings) => new(Name(name), 60, strings);

    public static CNameRecord Alias(string name, string target) => new(Name(name), 60, Name(target));

    public static ARecord Address(string name, string address) => new(Name(name), 60, IPAddress.Parse(address));

    public static CAARecord Caa(string name, string tag, string value, byte flags = 0) => new(Name(name), 60, flags, tag, value);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private DnsMessage Answer(DnsMessage query)
    {
        var question = query.Questions[0];
        var reply = query.CreateResponseInstance();
        lock (Asked)
        {
            Asked.Add(question.Name.ToString(asAbsoluteFqdn: false));
        }
        var at = question.Name;
        for (var hops = 0; FollowsAliases && hops < 20 && records.OfType<CNameRecord>().FirstOrDefault(record => record.Name.Equals(at)) is { } alias; hops++)
        {
            reply.AnswerRecords.Add(alias);
            at = alias.CanonicalName;
        }
        reply.AnswerRecords.AddRange(records.Where(record => record.Name.Equals(at) && (record.RecordType == question.RecordType || record is CNameRecord) && !reply.AnswerRecords.Contains(record)));
        reply.AnswerRecords.AddRange(Everywhere);
        reply.ReturnCode = Codes.GetValueOrDefault(question.Name.ToString(asAbsoluteFqdn: false), reply.AnswerRecords.Count > 0 ? ReturnCode.NoError : ReturnCode.NxDomain);
        return reply;
    }
}
