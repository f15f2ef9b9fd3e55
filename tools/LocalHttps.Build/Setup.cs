namespace LocalHttps.Build;

/// <summary>A package of Debian's and Ubuntu's, and the files that show that it, or its equal, is there.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Why">What it is for, for the person who is asked.</param>
/// <param name="Proofs">Commands (found on the path) or absolute paths; one is enough.</param>
public sealed record Need(string Package, string Why, params IReadOnlyList<string> Proofs)
{
    /// <summary>Whether it is there.</summary>
    public bool IsMet => Proofs.Any(proof => Path.IsPathRooted(proof) ? Path.Exists(proof) : Programs.Find(proof) is not null);
}

/// <summary>Says what a verb needs that is not there, and installs it once the person agrees.</summary>
public static class Setup
{
    /// <summary>What compiles the host ahead of time.</summary>
    public static IReadOnlyList<Need> Native { get; } =
    [
        new("clang", "links the helper program", "clang"),
        new("zlib1g-dev", "links the helper program", "/usr/include/zlib.h"),
    ];

    /// <summary>What the extension's own checks need.</summary>
    public static IReadOnlyList<Need> Extension { get; } = [new("npm", "fetches the extension's checkers", "npm")];

    /// <summary>A browser that loads the unpacked extension, and what gives it roots of its own.</summary>
    public static IReadOnlyList<Need> Chromium { get; } =
    [
        .. Browsers.ComeAsSnaps() ? Array.Empty<Need>() : [new("chromium", "the browser", [.. Browsers.Proofs])],
        new("fonts-dejavu-core", "letters for the browser", "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts"),
        new("libnss3-tools", "certutil, gives a browser profile its own roots", "certutil"),
    ];

    /// <summary>What gives a test networks of its own.</summary>
    public static IReadOnlyList<Need> Namespaces { get; } =
    [
        new("iproute2", "makes a test's networks", "ip"),
        new("util-linux", "makes a test's namespaces", "unshare"),
    ];

    /// <summary>The lab of network namespaces, its devices and both browsers.</summary>
    public static IReadOnlyList<Need> Lab { get; } =
    [
        .. Chromium,
        .. Browsers.ComeAsSnaps() ? Array.Empty<Need>() : [new("firefox-esr", "the browser", "/usr/bin/firefox-esr", "/usr/lib/firefox/firefox", "/opt/firefox/firefox")],
        new("avahi-daemon", "announces the lab's devices", "avahi-daemon"),
        new("avahi-utils", "announces the lab's devices", "avahi-publish"),
        new("dbus", "avahi's bus", "dbus-daemon"),
        new("python3-dbus", "announces the lab's aliases through avahi", "/usr/lib/python3/dist-packages/dbus"),
        new("nginx-light", "the lab's devices", "nginx"),
        .. Namespaces,
        new("openssl", "the lab's certificates", "openssl"),
        new("curl", "looks at the lab's devices", "curl"),
    ];

    /// <summary>Other people's mDNS programs, for the interop tests.</summary>
    public static IReadOnlyList<Need> MdnsPeers { get; } =
    [
        .. Extension,
        .. Namespaces,
        new("avahi-daemon", "an mDNS engine to speak with", "avahi-daemon"),
        new("avahi-utils", "Avahi's browser and resolver", "avahi-browse"),
        new("dbus", "avahi's bus", "dbus-daemon"),
        new("python3-dbus", "speaks to avahi", "/usr/lib/python3/dist-packages/dbus"),
        new("python3-zeroconf", "an mDNS engine to speak with", "/usr/lib/python3/dist-packages/zeroconf"),
        new("tshark", "judges our packets", "tshark"),
    ];

    /// <summary>Other people's ACME clients, CA, DNS servers and database, for the STAR proxy.</summary>
    public static IReadOnlyList<Need> Star { get; } =
    [
        .. Namespaces,
        new("openssl", "looks at certificates", "openssl"),
        new("certbot", "an ACME client", "certbot"),
        new("python3-certbot-dns-rfc2136", "certbot's dns-01", "/usr/lib/python3/dist-packages/certbot_dns_rfc2136"),
        new("curl", "looks at servers", "curl"),
        new("lego", "an ACME client", "lego"),
        new("uacme", "an ACME client", "uacme"),
        new("pebble", "an ACME server, the CA behind the proxy", "pebble"),
        new("knot", "a DNS server", "knotd"),
        new("knot-dnsutils", "asks DNS servers", "kdig"),
        new("bind9", "a DNS server", "named"),
        new("postgresql", "the database of several instances", "/usr/lib/postgresql"),
    ];

    /// <summary>The peers of the benchmarks.</summary>
    public static IReadOnlyList<Need> Peers { get; } =
    [
        .. Lab,
        new("time", "reads how much memory a program took", "/usr/bin/time"),
        new("webext-browserpass", "a peer to measure against", "/usr/lib/browserpass/browserpass-native"),
    ];

    /// <summary>Installs what is missing. Outside CI the person is asked first.</summary>
    /// <exception cref="BuildException">The person declined, or it cannot be installed here.</exception>
    public static void Ensure(bool yes, params IEnumerable<IReadOnlyList<Need>> groups)
    {
        var missing = groups.SelectMany(group => group).Where(need => !need.IsMet).DistinctBy(need => need.Package, StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
        {
            return;
        }
        Console.WriteLine("These packages are missing and will be installed with apt-get:");
        missing.ForEach(need => Console.WriteLine($"  {need.Package,-20} {need.Why}"));
        if (Programs.Find("apt-get") is null)
        {
            throw new BuildException("This system has no apt-get. Install what is listed above by its own means, then run this again.");
        }
        if (!yes && !Agreed())
        {
            throw new BuildException("Nothing was installed. Run it again with --yes, or install the packages yourself.");
        }
        Install(missing.Select(need => need.Package));
        var still = missing.Where(need => !need.IsMet).Select(need => need.Package).ToList();
        if (still.Count > 0)
        {
            throw new BuildException($"Installed, but still not found: {string.Join(", ", still)}.");
        }
    }

    private static bool Agreed()
    {
        if (Console.IsInputRedirected)
        {
            return false;
        }
        Console.Write("Install them now? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static void Install(IEnumerable<string> packages)
    {
        // Debian starts servers as it installs them; a policy-rc.d that answers 101 keeps avahi and nginx off the real network.
        const string script = """
            set -e
            if [ ! -e /usr/sbin/policy-rc.d ]; then
              trap 'rm -f /usr/sbin/policy-rc.d' EXIT
              trap 'exit 130' INT TERM HUP
              printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
              chmod 755 /usr/sbin/policy-rc.d
            fi
            apt-get update -q
            DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
            """;
        string[] command = ["sh", "-c", script, "sh", .. packages];
        if (!Environment.IsPrivilegedProcess)
        {
            command = Programs.Find("sudo") is null ? throw new BuildException("Installing needs root or sudo.") : ["sudo", .. command];
        }
        new Command(command[0], command[1..]) { Interactive = true, Limit = TimeSpan.FromMinutes(20) }.Demand();
    }
}
