// Generated from native-host/Protocol by tools/LocalHttps.ProtocolGenerator. Do not edit.

/** A set of words that may grow: handle the ones you do not know. */
export type Open<T extends string> = T | (string & {});

/** A point in time, RFC 3339. */
export type Instant = string;

export type ChainTrust =
  | 'system'
  | 'lab-root'
  | 'none';

/** What happened to a device. */
export type DeviceChange =
  | 'added'
  | 'updated'
  | 'removed';

export type DeviceKind =
  | 'printer'
  | 'camera'
  | 'nas'
  | 'home'
  | 'tv'
  | 'plug'
  | 'router'
  | 'device';

export type ErrorCode =
  | 'invalid-message'
  | 'unknown-type'
  | 'too-large'
  | 'reply-too-large'
  | 'hello-required'
  | 'host-too-old'
  | 'host-too-new'
  | 'invalid-id'
  | 'busy'
  | 'invalid-field'
  | 'unknown-device'
  | 'cancelled'
  | 'timed-out'
  | 'confirm-changed'
  | 'confirm-refused'
  | 'trust-store-corrupt'
  | 'trust-store-newer'
  | 'trust-store-unavailable'
  | 'invalid-configuration'
  | 'internal';

export type FindingCode =
  | 'confirmed'
  | 'not-confirmed'
  | 'name-not-in-certificate'
  | 'sources-disagree'
  | 'endpoints-disagree'
  | 'paired-key-changed'
  | 'pinned-key-not-proved'
  | 'no-public-name'
  | 'invalid-public-name'
  | 'self-signed'
  | 'unknown-root'
  | 'incomplete-chain'
  | 'wrong-usage'
  | 'bad-chain'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'clock-may-be-wrong'
  | 'long-lived'
  | 'too-long-lived'
  | 'shared-name'
  | 'looks-like-trusted'
  | 'looks-like-other'
  | 'key-changed'
  | 'no-answer'
  | 'refused'
  | 'not-tls'
  | 'tls-too-old'
  | 'handshake-failed'
  | 'no-address'
  | 'address-not-allowed'
  | 'not-checked-yet'
  | 'check-too-old'
  | 'not-announced'
  | 'other-endpoint-failed'
  | 'other-announcement'
  | 'several-names'
  | 'accepted-long-lived'
  | 'accepted-shared-name'
  | 'lab-root'
  | 'verdict-passed'
  | 'verdict-failed'
  | 'device-name-confirmed'
  | 'device-name-differs'
  | 'device-name-not-served'
  | 'name-found'
  | 'name-not-found'
  | 'name-elsewhere'
  | 'origin-allowed'
  | 'origin-refused'
  | 'step-skipped';

export type PreflightStep =
  | 'verdict'
  | 'device-name'
  | 'name-lookup'
  | 'origin';

/** How a step of the pre-flight stands. */
export type StepState =
  | 'running'
  | 'passed'
  | 'noted'
  | 'failed';

export type TrustMethod =
  | 'confirmed'
  | 'paired';

export type VerdictState =
  | 'verified'
  | 'unconfirmed'
  | 'caution'
  | 'expired'
  | 'untrusted'
  | 'revoked'
  | 'mismatch'
  | 'unreachable'
  | 'stale';

export type Weakness =
  | 'long-lived'
  | 'shared-name';

/** A message from the host: a final reply to a request, or an event of one that is still open. */
export type Reply =
  | WelcomeReply
  | WatchingReply
  | DeviceEvent
  | NetworkEvent
  | StepEvent
  | VerifiedReply
  | PreflightReply
  | ConfirmedReply
  | TrustedReply
  | DoneReply
  | ErrorReply;

/** A message from the extension. Every request carries an id that its replies repeat. */
export type Request =
  | HelloRequest
  | WatchRequest
  | RescanRequest
  | VerifyRequest
  | PreflightRequest
  | ConfirmRequest
  | RenameRequest
  | ForgetRequest
  | ListTrustedRequest
  | CancelRequest;

/** The host's answer to `hello`. */
export interface WelcomeReply {
  type: 'welcome';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** The host's version, semantic. */
  version: string;
  /** The protocol version both will speak. */
  protocol: number;
  /** What this host can do beyond the protocol version, as stable words. */
  capabilities: Array<string>;
}

/** Discovery has started. */
export interface WatchingReply {
  type: 'watching';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** The state of the network. */
  network: NetworkState;
}

/** A device appeared, changed or went. */
export interface DeviceEvent {
  type: 'device';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** What happened. */
  change: DeviceChange;
  /** The device as it is now; for `removed`, as it was. */
  device: DeviceView;
}

/** The state of the network changed. */
export interface NetworkEvent {
  type: 'network';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** The state now. */
  network: NetworkState;
}

/** A step of the pre-flight began or ended. */
export interface StepEvent {
  type: 'step';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** The step. */
  step: Open<PreflightStep>;
  /** How it stands. */
  state: StepState;
  /** What was found, by code; null while it runs. */
  finding: FindingView | null;
}

/** The fresh verdict of one device. */
export interface VerifiedReply {
  type: 'verified';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** The device with its fresh verdict. */
  device: DeviceView;
}

/** The outcome of the pre-flight. */
export interface PreflightReply {
  type: 'preflight';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** Whether every step passed or was not needed. */
  passed: boolean;
  /** The device with its fresh verdict. */
  device: DeviceView;
}

/** The device is trusted now. */
export interface ConfirmedReply {
  type: 'confirmed';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** The device with the verdict after confirmation. */
  device: DeviceView;
}

/** The trusted devices. */
export interface TrustedReply {
  type: 'trusted';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** The entries by name. */
  entries: Array<TrustedDevice>;
}

/** The request was carried out. */
export interface DoneReply {
  type: 'done';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
}

/** The request failed. */
export interface ErrorReply {
  type: 'error';
  /** The id of the request; null only in an error for a message whose id could not be read. */
  id: number | null;
  /** A stable code of `ErrorCodes`. */
  code: Open<ErrorCode>;
  /** English text for logs; the extension shows its own text for the code. */
  message: string;
  /** Values for the extension's text. */
  parameters: Record<string, string>;
}

/** The first request. Answered by `WelcomeReply`, or by an error when no version is common. */
export interface HelloRequest {
  type: 'hello';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
  /** The protocol versions the extension speaks. */
  protocol: VersionRange;
}

/** Starts discovery. Answered by `WatchingReply`, then by `DeviceEvent` and `NetworkEvent` until cancelled. */
export interface WatchRequest {
  type: 'watch';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
}

/** Asks the network again and checks every device again. Answered by `DoneReply`. */
export interface RescanRequest {
  type: 'rescan';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
}

/** Checks one device again. Answered by `VerifiedReply`. */
export interface VerifyRequest {
  type: 'verify';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
  /** The device's key. */
  device: string;
}

/** Runs the pre-flight. Answered by `StepEvent`s, then by `PreflightReply`. */
export interface PreflightRequest {
  type: 'preflight';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
  /** The device's key. */
  device: string;
  /** The origin of the web app that asks for the device, as a browser writes it; null for none. */
  origin: string | null;
}

/** The person says "this is mine". Refused when a fresh check differs from what was displayed. Answered by `ConfirmedReply`. */
export interface ConfirmRequest {
  type: 'confirm';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
  /** The device's key. */
  device: string;
  /** The CNAME that was on display. */
  cname: string;
  /** The SPKI SHA-256 that was on display, lower-case hexadecimal. */
  spkiSha256: string;
  /** The DeviceName the person gave or kept. */
  name: string;
  /** The weaknesses the person accepted. */
  accept: Array<Weakness>;
}

/** Gives a trusted device another DeviceName. Answered by `DoneReply`. */
export interface RenameRequest {
  type: 'rename';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
  /** The trusted device's public name. */
  cname: string;
  /** The new DeviceName. */
  name: string;
}

/** Ends the trust in a device. Answered by `DoneReply`. */
export interface ForgetRequest {
  type: 'forget';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
  /** The trusted device's public name. */
  cname: string;
}

/** Asks for the trusted devices. Answered by `TrustedReply`. */
export interface ListTrustedRequest {
  type: 'list-trusted';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
}

/** Ends an open request, which then answers with the error `cancelled`. Answered by `DoneReply`, also when the target is already over. */
export interface CancelRequest {
  type: 'cancel';
  /** Chosen by the extension, unique among its open requests, 1 to 2^31-1. */
  id: number;
  /** The id of the request to end. */
  target: number;
}

/** The facts of a served certificate. */
export interface CertificateView {
  /** SHA-256 of the leaf, lower-case hexadecimal. */
  leafSha256: string;
  /** SHA-256 of the SPKI, lower-case hexadecimal. */
  spkiSha256: string;
  /** The DNS names of the SAN. */
  dnsNames: Array<string>;
  /** Start of the validity. */
  notBefore: Instant;
  /** End of the validity. */
  notAfter: Instant;
  /** The issuer, for display. */
  issuer: string;
  /** Who vouches for the chain. */
  trust: Open<ChainTrust>;
  /** The trusted root's name; null where there is none. */
  rootName: string | null;
}

/** A device as the picker shows it. */
export interface DeviceView {
  /** The identity of the row: the public name where there is one, else the instance name. Stable while the device is known. */
  key: string;
  /** The name to show: the person's own for a trusted device, else the advertised one. Free of control characters. */
  deviceName: string;
  /** The name the device advertises, where it differs from the one shown; else null. */
  advertisedName: string | null;
  /** The public name as a lower-case A-label name; null where none is valid or the sources disagree. */
  cname: string | null;
  /** A hint for the icon from the announcement. */
  kind: Open<DeviceKind>;
  /** The announced addresses. */
  addresses: Array<string>;
  /** The announced port; null where none was. */
  port: number | null;
  /** Names of the interfaces the device was heard on. */
  interfaces: Array<string>;
  /** What to open in a tab; null without a public name. */
  url: string | null;
  /** When it was last heard of. */
  lastSeen: Instant | null;
  /** Seconds until its announcement ends; null where it is not announced. */
  timeToLive: number | null;
  /** Whether a check is running. */
  checking: boolean;
  /** The trust entry; null for a device nobody confirmed. */
  trusted: TrustedDevice | null;
  /** The outcome of the latest check. */
  verdict: VerdictView;
}

/** A code with parameters for the extension's text. */
export interface FindingView {
  /** A stable code; one the reader does not know is shown as "not verified". */
  code: Open<FindingCode>;
  /** The values for the text, by name. */
  parameters: Record<string, string>;
}

/** The network as the host sees it. */
export interface NetworkState {
  /** Names of the interfaces that are searched; empty means there is no network. */
  interfaces: Array<string>;
}

/** An entry of the trust store. */
export interface TrustedDevice {
  /** The public name. */
  cname: string;
  /** The person's DeviceName for it. */
  name: string;
  /** The pinned key's SPKI SHA-256. */
  spkiSha256: string;
  /** How the person came to trust it. */
  method: Open<TrustMethod>;
  /** When. */
  since: Instant;
  /** The accepted weaknesses. */
  accepted: Array<Open<Weakness>>;
}

/** A verdict with its evidence. */
export interface VerdictView {
  /** The state. A value the reader does not know is "not verified". */
  state: Open<VerdictState>;
  /** Why, the weightiest first. */
  reasons: Array<FindingView>;
  /** What does not change the state. */
  notes: Array<FindingView>;
  /** Version of the rules. */
  policyVersion: number;
  /** The certificate that decided; null where none was seen. */
  certificate: CertificateView | null;
  /** The address connected to; null where nothing was. */
  address: string | null;
  /** The port connected to; null where nothing was. */
  port: number | null;
  /** When it was checked. */
  checkedAt: Instant | null;
  /** From when on it must be shown as stale. */
  staleAt: Instant | null;
}

/** An inclusive range of protocol versions. */
export interface VersionRange {
  /** The lowest. */
  min: number;
  /** The highest. */
  max: number;
}
