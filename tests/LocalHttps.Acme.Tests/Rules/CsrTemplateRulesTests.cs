using System.Security.Cryptography;
using System.Text.Json;
using LocalHttps.TestKit;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class CsrTemplateRulesTests : IDisposable
{
    // RFC 9115 §4.2, Figure 10
    private const string Figure10 = """
        {
          "keyTypes": [
            { "PublicKeyType": "rsaEncryption", "PublicKeyLength": 2048, "SignatureType": "sha256WithRSAEncryption" },
            { "PublicKeyType": "id-ecPublicKey", "namedCurve": "secp256r1", "SignatureType": "ecdsa-with-SHA256" }
          ],
          "subject": { "country": "CA", "stateOrProvince": "**", "locality": "**" },
          "extensions": {
            "subjectAltName": { "DNS": ["abc.ido.example"] },
            "keyUsage": ["digitalSignature"],
            "extendedKeyUsage": ["serverAuth", "clientAuth"]
          }
        }
        """;

    private static readonly AcmeIdentifier[] Order = [new("dns", "abc.ido.example")];
    private static readonly (string, string) Country = ("2.5.4.6", "CA");
    private static readonly (string, string) State = ("2.5.4.8", "Québec");
    private static readonly (string, string) Locality = ("2.5.4.7", "Montréal");
    private static readonly (string, byte[]) BothUsages = SampleCsr.ExtendedKeyUsage("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");

    private static readonly CsrTemplate Template = JsonSerializer.Deserialize(Figure10, AcmeJson.Default.CsrTemplate)!;

    private static readonly SampleCsr Good = new()
    {
        Subject = [Country, State, Locality],
        Extensions = [SampleCsr.Names("abc.ido.example"), SampleCsr.KeyUsage(7, 0x80), BothUsages],
    };

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [TestMethod]
    public void Csr_OfRfc9115Figure10_Passes()
    {
        using var rsa = RSA.Create(2048);

        CsrTemplateRules.Check(CsrRules.Read(Good.Sign(key)), Template, Order);
        CsrTemplateRules.Check(CsrRules.Read(Good.Sign(rsa)), Template, Order);
    }

    [TestMethod]
    public void Csr_WithAKeyOfAnotherType_IsRefused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(3072);

        Forbidden("badCSR", () => CsrTemplateRules.Check(CsrRules.Read(Good.Sign(p384)), Template, Order));
        Forbidden("badCSR", () => CsrTemplateRules.Check(CsrRules.Read(Good.Sign(rsa)), Template, Order));
    }

    [TestMethod]
    public void Subject_NotAsTheTemplateHasIt_IsRefused()
    {
        Refused(Good with { Subject = [State, Locality] });
        Refused(Good with { Subject = [("2.5.4.6", "FR"), State, Locality] });
        Refused(Good with { Subject = [("2.5.4.6", "ca"), State, Locality] });
        Refused(Good with { Subject = [Country, State] });
        Refused(Good with { Subject = [Country, State, ("2.5.4.7", "")] });
        Refused(Good with { Subject = [Country, State, ("2.5.4.7", new string('x', 129))] });
        Refused(Good with { Subject = [Country, State, State, Locality] });
        Refused(Good with { Subject = [Country, State, Locality, ("2.5.4.3", "abc.ido.example")] });
        Refused(Good with { Subject = [Country, State, Locality, ("2.5.4.5", "123")] });
        Refused(Good with { Subject = [] });
    }

    [TestMethod]
    public void Subject_WhereTheTemplateHasNone_IsEmpty()
    {
        var template = Template with { Subject = null };

        Check(Good with { Subject = [] }, template);
        Refused(Good with { Subject = [Country] }, template);
    }

    [TestMethod]
    public void Subject_OptionalField_IsThereOrNot()
    {
        var template = Template with { Subject = new() { Organization = "*", CommonName = "*" } };

        Check(Good with { Subject = [] }, template);
        Check(Good with { Subject = [("2.5.4.10", "Anything")] }, template);
        Check(Good with { Subject = [("2.5.4.3", "abc.ido.example")] }, template);
        Refused(Good with { Subject = [("2.5.4.10", "One"), ("2.5.4.10", "Two")] }, template);
        Refused(Good with { Subject = [("2.5.4.3", "evil.example")] }, template);
    }

    [TestMethod]
    public void Usages_NotAsTheTemplateHasThem_AreRefused()
    {
        var names = SampleCsr.Names("abc.ido.example");

        Refused(Good with { Extensions = [names, BothUsages] });
        Refused(Good with { Extensions = [names, SampleCsr.KeyUsage(5, 0xA0), BothUsages] });
        Refused(Good with { Extensions = [names, SampleCsr.KeyUsage(7, 0x80)] });
        Refused(Good with { Extensions = [names, SampleCsr.KeyUsage(7, 0x80), SampleCsr.ExtendedKeyUsage("1.3.6.1.5.5.7.3.1")] });
        Refused(Good, Template with { Extensions = Template.Extensions with { KeyUsage = null } });
        Refused(Good, Template with { Extensions = Template.Extensions with { ExtendedKeyUsage = null } });
    }

    [TestMethod]
    public void Field_TheTemplateHasNot_IsRefused()
    {
        Refused(Good with { Extensions = [.. Good.Extensions, SampleCsr.BasicConstraints(isCa: false)] });
        Refused(Good with { Attributes = [("1.2.840.113549.1.9.7", [0x0C, 1, 0x41])] });
    }

    [TestMethod]
    public void Names_BesideTheTemplate_AreSubproblems()
    {
        var csr = Good with { Extensions = [SampleCsr.Names("abc.ido.example", "evil.example", "*.ido.example"), SampleCsr.KeyUsage(7, 0x80), BothUsages] };

        var problem = Forbidden("rejectedIdentifier", () => CsrTemplateRules.Check(CsrRules.Read(csr.Sign(key)), Template, Order));

        Assert.AreSequenceEqual(["evil.example", "*.ido.example"], problem.Subproblems!.Select(sub => sub.Identifier!.Value));
        Assert.IsTrue(problem.Subproblems!.All(sub => sub.Type == Problems.Prefix + "rejectedIdentifier"));
    }

    [TestMethod]
    public void Names_Missing_AreSubproblems()
    {
        var csr = Good with { Extensions = [SampleCsr.KeyUsage(7, 0x80), BothUsages] };

        var problem = Forbidden("rejectedIdentifier", () => CsrTemplateRules.Check(CsrRules.Read(csr.Sign(key)), Template, Order));

        Assert.AreSequenceEqual(["abc.ido.example"], problem.Subproblems!.Select(sub => sub.Identifier!.Value));
    }

    [TestMethod]
    [DataRow("**", "one.ido.example", "abc.ido.example,one.ido.example", null)]
    [DataRow("**", "", "abc.ido.example", "badCSR")]
    [DataRow("*", "one.ido.example", "abc.ido.example,one.ido.example", null)]
    [DataRow("*", "", "abc.ido.example", null)]
    [DataRow("*", "", "abc.ido.example,one.ido.example", "rejectedIdentifier")]
    public void Names_OfTheClientsChoice_AreThoseOfTheOrder(string wildcard, string ordered, string names, string? type)
    {
        var template = Template with { Extensions = Template.Extensions with { SubjectAltName = new() { Dns = ["abc.ido.example", wildcard] } } };
        AcmeIdentifier[] order = [.. Order, .. ordered.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => new AcmeIdentifier("dns", name))];
        var csr = CsrRules.Read((Good with { Extensions = [SampleCsr.Names(names.Split(',')), SampleCsr.KeyUsage(7, 0x80), BothUsages] }).Sign(key));

        if (type is null)
            CsrTemplateRules.Check(csr, template, order);
        else
            Forbidden(type, () => CsrTemplateRules.Check(csr, template, order));
    }

    [TestMethod]
    public void Names_OfOtherKinds_AreThoseOfTheTemplate()
    {
        var template = Template with { Extensions = Template.Extensions with { SubjectAltName = new() { Email = ["a@ido.example"] } } };
        var mail = CsrRules.Read((Good with { Extensions = [SampleCsr.OtherNames(1, "a@ido.example"), SampleCsr.KeyUsage(7, 0x80), BothUsages] }).Sign(key));
        var other = CsrRules.Read((Good with { Extensions = [SampleCsr.OtherNames(1, "b@ido.example"), SampleCsr.KeyUsage(7, 0x80), BothUsages] }).Sign(key));

        CsrTemplateRules.Check(mail, template, []);
        Forbidden("badCSR", () => CsrTemplateRules.Check(other, template, []));
    }

    [TestMethod]
    public void Template_Written_ComesBack() => Assert.AreEqual(
        JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(Figure10)), JsonSerializer.Serialize(Template, AcmeJson.Default.CsrTemplate));

    private static Problem Forbidden(string type, Action act)
    {
        var problem = Refusal.Of(type, act);
        Assert.AreEqual(403, problem.Status);
        return problem;
    }

    private void Check(SampleCsr csr, CsrTemplate template) => CsrTemplateRules.Check(CsrRules.Read(csr.Sign(key)), template, Order);

    private void Refused(SampleCsr csr, CsrTemplate? template = null) => Forbidden("badCSR", () => Check(csr, template ?? Template));
}
