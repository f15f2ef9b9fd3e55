using System.Numerics;
using CsCheck;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class Ed25519Tests
{
    // RFC 8032 §7.1
    [TestMethod]
    [DataRow("D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A", "", "E5564300C360AC729086E2CC806E828A84877F1EB8E5D974D873E065224901555FB8821590A33BACC61E39701CF9B46BD25BF5F0595BBE24655141438E7A100B", DisplayName = "test 1")]
    [DataRow("3D4017C3E843895A92B70AA74D1B7EBC9C982CCF2EC4968CC0CD55F12AF4660C", "72", "92A009A9F0D4CAB8720E820B5F642540A2B27B5416503F8FB3762223EBDB69DA085AC1E43E15996E458F3613D0F11D8C387B2EAEB4302AEEB00D291612BB0C00", DisplayName = "test 2")]
    [DataRow("FC51CD8E6218A1A38DA47ED00230F0580816ED13BA3303AC5DEB911548908025", "AF82", "6291D657DEEC24024827E69C3ABE01A30CE548A284743A445E3680D7DB5AC3AC18FF9B538D16F290AE67F760984DC6594A7C15E9716ED28DC027BECEEA1EC40A", DisplayName = "test 3")]
    public void Signature_OfRfc8032_Verifies(string key, string data, string signature) =>
        Assert.IsTrue(Ed25519.Verify(Convert.FromHexString(key), Convert.FromHexString(data), Convert.FromHexString(signature)));

    [TestMethod]
    public void Signature_ByAnotherProgram_VerifiesUntilABitIsChanged() => Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 100], Gen.Int[0, 511]).Sample(
        (seed, data, bit) =>
        {
            var secret = new Ed25519PrivateKeyParameters(seed);
            var key = secret.GeneratePublicKey().GetEncoded();
            var signer = new Ed25519Signer();
            signer.Init(forSigning: true, secret);
            signer.BlockUpdate(data, 0, data.Length);
            var signature = signer.GenerateSignature();
            var changed = (byte[])signature.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            return Ed25519.IsSound(key) && Ed25519.Verify(key, data, signature) && !Ed25519.Verify(key, data, changed) && !Ed25519.Verify(key, [.. data, 1], signature);
        }, iter: 40);

    [TestMethod]
    public void Signature_WithTheOrderAdded_IsRefused()
    {
        var signature = Convert.FromHexString("E5564300C360AC729086E2CC806E828A84877F1EB8E5D974D873E065224901555FB8821590A33BACC61E39701CF9B46BD25BF5F0595BBE24655141438E7A100B");
        var order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        Assert.IsTrue(s.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));

        Assert.IsFalse(Ed25519.Verify(Convert.FromHexString("D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A"), [], signature));
    }

    [TestMethod]
    [DataRow("0100000000000000000000000000000000000000000000000000000000000000", DisplayName = "order 1")]
    [DataRow("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F", DisplayName = "order 2")]
    [DataRow("0000000000000000000000000000000000000000000000000000000000000000", DisplayName = "order 4")]
    [DataRow("0000000000000000000000000000000000000000000000000000000000000080", DisplayName = "order 4, other sign")]
    [DataRow("26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05", DisplayName = "order 8")]
    [DataRow("C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A", DisplayName = "order 8, other")]
    [DataRow("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F", DisplayName = "y over the prime")]
    [DataRow("0100000000000000000000000000000000000000000000000000000000000080", DisplayName = "x = 0 with a sign")]
    [DataRow("0200000000000000000000000000000000000000000000000000000000000000", DisplayName = "no point")]
    [DataRow("", DisplayName = "no bytes")]
    [DataRow("D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F7075100000000", DisplayName = "too long")]
    public void Key_OfASmallOrderOrWrittenInAnotherWay_IsRefused(string key)
    {
        var forged = new byte[64];
        forged[0] = 1;

        Assert.IsFalse(Ed25519.IsSound(Convert.FromHexString(key)));
        Assert.IsFalse(Ed25519.Verify(Convert.FromHexString(key), "anything"u8, forged));
    }
}
