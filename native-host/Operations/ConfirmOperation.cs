using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Operations;

/// <summary>"This is mine": a fresh check must show what was on display, and only then the device is trusted.</summary>
internal sealed class ConfirmOperation(OperationParts parts)
{
    public async Task<Reply> RunAsync(ConfirmRequest request, CancellationToken cancellationToken)
    {
        var consent = Consent.Read(request);
        var fresh = await parts.Directory.VerifyAsync(request.Device, cancellationToken);
        TrustEntry? made = null;
        Finding? lookAlike = null;
        // From here on it is not cancelled: what is written is also told. The rules are applied under the store's lock,
        // because another host may have confirmed, paired or forgotten this very device meanwhile.
        parts.Trust.Update(entries =>
        {
            made = Decide(consent, fresh, entries.FirstOrDefault(entry => entry.Cname == consent.Cname));
            IReadOnlyList<TrustEntry> after = [.. entries.Where(entry => entry.Cname != consent.Cname), made];
            lookAlike = LookAlikes.OfTrusted(made, after);
            return after;
        });
        // Before the answer: the name just given may make another trusted device a look-alike.
        parts.Directory.TakeTrust();
        return new ConfirmedReply { Id = request.Id, Device = After(fresh, made!, lookAlike) };
    }

    private TrustEntry Decide(Consent consent, CheckedDevice fresh, TrustEntry? present)
    {
        var now = parts.Time.GetUtcNow();
        var verdict = VerdictRules.Decide(fresh.Facts, parts.Policy, present, now);
        if (fresh.Facts.Device?.Cname != consent.Cname)
        {
            throw Problems.ConfirmChanged(verdict);
        }
        if (verdict.Certificate is { } certificate && certificate.SpkiSha256 != consent.SpkiSha256)
        {
            throw Problems.ConfirmChanged(verdict);
        }
        if (verdict is { State: VerdictState.Verified } && present is not null)
        {
            return present with { Name = consent.Name };
        }
        if (!VerdictRules.CanConfirm(verdict) || present is { Method: TrustMethod.Paired })
        {
            throw Problems.ConfirmRefused(verdict, verdict.Reasons.Select(reason => reason.Code).FirstOrDefault() ?? "");
        }
        var weaknesses = VerdictRules.Weaknesses(verdict);
        if (weaknesses.Except(consent.Accepted).Any())
        {
            throw Problems.ConfirmRefused(verdict, weaknesses.Except(consent.Accepted).First().ToWord());
        }
        if (consent.Accepted.Except(weaknesses).Any())
        {
            // The person was told of a weakness that is gone: what they saw was another certificate, or another endpoint's besides.
            throw Problems.ConfirmChanged(verdict);
        }
        return new TrustEntry
        {
            Cname = consent.Cname,
            Name = consent.Name,
            SpkiSha256 = consent.SpkiSha256,
            Method = TrustMethod.Confirmed,
            Since = now,
            // Of a device with the pinned key only what is not accepted yet is told and asked.
            Accepted = present?.SpkiSha256 == consent.SpkiSha256 ? [.. present.Accepted.Union(weaknesses)] : weaknesses,
        };
    }

    private DeviceView After(CheckedDevice fresh, TrustEntry entry, Finding? lookAlike) => fresh.View with
    {
        DeviceName = entry.Name,
        AdvertisedName = fresh.Facts.Device!.AdvertisedName == entry.Name ? null : fresh.Facts.Device.AdvertisedName,
        Trusted = entry.ToView(),
        Verdict = VerdictRules.Decide(fresh.Facts with { LookAlike = lookAlike }, parts.Policy, entry, parts.Time.GetUtcNow()).ToView(),
    };

    /// <summary>What the person agreed to, well-formed.</summary>
    private sealed record Consent(string Cname, string SpkiSha256, string Name, IReadOnlyList<Weakness> Accepted)
    {
        private const int DigestLength = 64;

        public static Consent Read(ConfirmRequest request)
        {
            if (!PublicName.TryParse(request.Cname, out var cname) || cname != request.Cname)
            {
                throw Problems.InvalidField("cname");
            }
            if (request.SpkiSha256.Length != DigestLength || !request.SpkiSha256.All(char.IsAsciiHexDigitLower))
            {
                throw Problems.InvalidField("spkiSha256");
            }
            if (!DeviceNames.TryAccept(request.Name, out var name))
            {
                throw Problems.InvalidField("name");
            }
            var accepted = request.Accept.Select(ViewMapping.ToWeakness).ToArray();
            if (accepted.Any(weakness => weakness is null) || accepted.Distinct().Count() != accepted.Length)
            {
                throw Problems.InvalidField("accept");
            }
            return new Consent(cname, request.SpkiSha256, name, [.. accepted.OfType<Weakness>()]);
        }
    }
}
