using System.Security.Cryptography;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Devices;

/// <summary>What an enrolment is told apart and proved by. Neither text begins with a hyphen: certbot and others would take it for an option of theirs.</summary>
internal static class EnrolmentSecrets
{
    private const int Octets = 32;

    /// <summary>A key identifier.</summary>
    public static string NewId()
    {
        while (true)
        {
            var id = Id.New();
            if (id[0] != '-')
                return id;
        }
    }

    /// <summary>A MAC key.</summary>
    public static byte[] NewMacKey()
    {
        while (true)
        {
            var key = RandomNumberGenerator.GetBytes(Octets);
            if (StrictBase64Url.Encode(key)[0] != '-')
                return key;
        }
    }
}
