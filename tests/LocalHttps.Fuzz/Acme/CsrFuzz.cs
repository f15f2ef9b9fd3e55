using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.TestKit;

namespace LocalHttps.Fuzz;

[TestClass]
public sealed class CsrFuzz(TestContext context) : IDisposable
{
    private const long MostAllocation = 1024 * 1024;
    private const int Batch = 100;
    private const string Name = "13ab-7c34-23be-device.home.test";
    private static readonly AcmeIdentifier[] Order = [new("dns", Name)];

    private static readonly CsrTemplate Template = new()
    {
        KeyTypes = [new() { PublicKeyType = "id-ecPublicKey", NamedCurve = "secp256r1", SignatureType = "ecdsa-with-SHA256" }],
        Extensions = new() { SubjectAltName = new() { Dns = [Name] }, KeyUsage = ["digitalSignature"], ExtendedKeyUsage = ["serverAuth"] },
    };

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [TestMethod]
    public void Csr_Mutated_IsRefusedOrSaysWhatTheBaseLibraryReads() => Run((mangler, der) => mangler.Change(der));

    [TestMethod]
    public void Csr_MutatedAndSignedAgain_IsRefusedOrSaysWhatTheBaseLibraryReads() => Run((mangler, der) =>
    {
        var info = mangler.Change(new AsnReader(der, AsnEncodingRules.DER).ReadSequence().PeekEncodedValue().Span);
        // Not by AsnWriter, which would refuse what is no DER.
        byte[] rest = [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02, .. Bits(key.SignData(info, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))];
        return [0x30, .. Length(info.Length + rest.Length), .. info, .. rest];
    });

    private void Run(Func<Mangler, byte[], byte[]> change)
    {
        byte[][] samples =
        [
            SampleCsr.For(Name).Sign(key),
            (SampleCsr.For(Name, "*.home.test") with { Subject = [("2.5.4.3", Name), ("2.5.4.6", "DE")], Attributes = [("1.2.840.113549.1.9.7", [0x0C, 1, 0x41])] }).Sign(key),
            new SampleCsr { Extensions = [SampleCsr.OtherNames(1, "a@home.test"), SampleCsr.BasicConstraints(isCa: false)] }.Sign(key),
        ];
        var taken = 0;
        FuzzRun.Repeat(context, random =>
        {
            var mangler = new Mangler(random, Mangler.DerPieces);
            for (var i = 0; i < Batch; i++)
            {
                var bytes = change(mangler, samples[random.Next(samples.Length)]);
                if (Refused.Or(() => CsrRules.Read(bytes), bytes, MostAllocation, "badCSR") is { } csr)
                {
                    taken += csr.Der.Span.SequenceEqual(samples[0]) ? 0 : 1;
                    Check(csr, bytes);
                }
            }
            return Batch;
        });
        Console.WriteLine($"{context.TestName}: {taken} taken");
    }

    private static void Check(CsrFacts csr, byte[] bytes)
    {
        var read = Load(bytes);
        var names = read.CertificateExtensions.Where(extension => extension.Oid?.Value == "2.5.29.17")
            .SelectMany(extension => new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames()).Select(name => name.ToLowerInvariant());
        Assert.AreSequenceEqual(names, csr.DnsNames, Convert.ToHexString(bytes));
        Assert.IsTrue(read.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(csr.SubjectPublicKeyInfo.Span), Convert.ToHexString(bytes));
        Refused.Or(() => Ordinary(csr), bytes, MostAllocation, "badCSR");
        if (Refused.Or(() => Delegated(csr), bytes, MostAllocation, "badCSR", "rejectedIdentifier") is not null)
            Assert.IsTrue(csr.DnsNames is [Name] && read.SubjectName.RawData.Length == 2 && read.CertificateExtensions.Count == 3, Convert.ToHexString(bytes));
    }

    private static CertificateRequest Load(byte[] bytes)
    {
        try
        {
            return CertificateRequest.LoadSigningRequest(bytes, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        }
        catch (CryptographicException problem)
        {
            throw new AssertFailedException($"The base library refuses it: {problem.Message} for {Convert.ToHexString(bytes)}", problem);
        }
    }

    private static CsrFacts Ordinary(CsrFacts csr)
    {
        CsrRules.CheckOrdinary(csr, Order);
        return csr;
    }

    private static CsrFacts Delegated(CsrFacts csr)
    {
        CsrTemplateRules.Check(csr, Template, Order);
        return csr;
    }

    private static byte[] Length(int length) => length switch
    {
        < 0x80 => [(byte)length],
        < 0x100 => [0x81, (byte)length],
        _ => [0x82, (byte)(length >> 8), (byte)length],
    };

    private static byte[] Bits(byte[] signature) => [0x03, (byte)(signature.Length + 1), 0, .. signature];
}
