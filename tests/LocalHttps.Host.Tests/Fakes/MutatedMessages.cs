using System.Globalization;
using System.Text;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>Messages that were requests before some of their bytes changed.</summary>
internal static class MutatedMessages
{
    public const string Hello = """{"type":"hello","id":1,"protocol":{"min":1,"max":1}}""";

    private static readonly string[] Seeds =
    [
        Hello,
        """{"type":"watch","id":2}""",
        """{"type":"rescan","id":3}""",
        """{"type":"verify","id":4,"device":"13ab.example.org"}""",
        """{"type":"preflight","id":5,"device":"13ab.example.org","origin":"https://app.example"}""",
        """{"type":"confirm","id":6,"device":"a","cname":"a.example","spkiSha256":"00","name":"Küche 💡","accept":["long-lived"]}""",
        """{"type":"rename","id":7,"cname":"a.example","name":"\u202e"}""",
        """{"type":"forget","id":8,"cname":"a.example"}""",
        """{"type":"list-trusted","id":9}""",
        """{"type":"cancel","id":10,"target":2}""",
        """[[[[{}]]]]""",
        "\"\"",
    ];

    /// <summary>One body; most are still JSON, few are still a request.</summary>
    public static byte[] Next(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]).ToList();
        for (var change = random.Next(6); change > 0; change--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at) + 1);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(0, random.Next(bytes.Count + 1)));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(random.Next(-10, int.MaxValue).ToString(CultureInfo.InvariantCulture)));
                    break;
                default:
                    bytes.Insert(at, (byte)"{}[]\",:\\0\n"[random.Next(10)]);
                    break;
            }
        }
        return [.. bytes];
    }
}
