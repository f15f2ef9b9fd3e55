using System.Net;

namespace LocalHttps.Mdns;

/// <summary>A message to send.</summary>
/// <param name="InterfaceIndex">Where.</param>
/// <param name="Message">The bytes.</param>
/// <param name="Destination">Null for the groups.</param>
internal sealed record OutgoingMessage(int InterfaceIndex, byte[] Message, IPEndPoint? Destination);
