// Devices and verdicts as a host would tell them.

const second = 1000;
const day = 86_400 * second;

export const pinned = 'a3f1'.repeat(16);
export const other = '7c20'.repeat(16);

/** @param {number} ms from now */
export const at = (ms, now = Date.now()) => new Date(now + ms).toISOString();

/** @param {string} code @param {Record<string, string>} [parameters] */
export const finding = (code, parameters = {}) => ({ code, parameters });

export function certificate(cname, changes = {}) {
  return {
    leafSha256: '09ee'.repeat(16), spkiSha256: pinned, dnsNames: [cname], notBefore: at(-day), notAfter: at(2 * day), issuer: 'Let’s Encrypt', trust: 'system', rootName: 'ISRG Root X1', ...changes,
  };
}

export function verdict(state, reasons, changes = {}) {
  return { state, reasons, notes: [], policyVersion: 1, certificate: null, address: '192.168.1.63', port: 443, checkedAt: at(-2 * second), staleAt: at(290 * second), ...changes };
}

/** @param {string} cname @param {object} [changes] */
export function trusted(cname, changes = {}) {
  return { cname, name: 'IoTD-1000A', spkiSha256: pinned, method: 'confirmed', since: at(-200 * day), accepted: [], ...changes };
}

/** @param {string} name @param {object} [changes] */
export function device(name, { cname = `${slug(name)}.example.com`, ...changes } = {}) {
  return {
    key: cname ?? `${name}._https._tcp.local`, deviceName: name, advertisedName: null, cname, kind: 'device', addresses: ['192.168.1.63'], port: 443, interfaces: ['eth0'],
    url: cname === null ? null : `https://${cname}/`, lastSeen: at(-2 * second), timeToLive: 118, checking: false, trusted: null,
    verdict: cname === null ? verdict('untrusted', [finding('no-public-name')], { checkedAt: null, staleAt: null, address: null, port: null }) : verdict('unconfirmed', [finding('not-confirmed')], { certificate: certificate(cname) }),
    ...changes,
  };
}

const slug = (name) => `${name.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'x'}-7c34-23be`;

/** A confirmed device that proves its key. */
export function verified(name, changes = {}) {
  const plain = device(name, changes);
  return {
    ...plain, trusted: trusted(plain.cname, { name }), verdict: verdict('verified', [finding('confirmed', { since: at(-200 * day) })], { certificate: certificate(plain.cname) }), ...changes,
  };
}

/** A device nobody confirmed, in another state than "unconfirmed". */
export function inState(name, state, reasons, certificateChanges = {}, changes = {}, notes = []) {
  const plain = device(name, changes);
  return { ...plain, verdict: verdict(state, reasons, { notes, certificate: plain.cname === null || certificateChanges === null ? null : certificate(plain.cname, certificateChanges) }), ...changes };
}

const own = (device, name) => ({ ...device, trusted: trusted(device.cname, { name }) });

/** One device for every state and every reason a person can meet. */
export const gallery = {
  'verified': () => verified('IoTD-1000A', { cname: '13ab-7c34-23be-device.example.com', kind: 'device' }),
  'verified-lab-root': () => {
    const made = verified('Lab device');
    return { ...made, verdict: { ...made.verdict, certificate: certificate(made.cname, { trust: 'lab-root', rootName: 'LocalHttps lab root', issuer: 'LocalHttps lab' }), notes: [finding('lab-root', { root: 'LocalHttps lab root' }), finding('other-announcement', { names: 'evil.example.com' })] } };
  },
  'verified-weak': () => {
    const made = verified('Living room TV', { kind: 'tv' });
    return { ...made, verdict: { ...made.verdict, certificate: certificate(made.cname, { notAfter: at(89 * day) }), notes: [finding('accepted-long-lived', { days: '90' })] } };
  },
  'unconfirmed': () => device('Printer Küche', { kind: 'printer' }),
  'caution-long': () => inState('Living room TV', 'caution', [finding('long-lived', { days: '90', capHours: '168' })], { notAfter: at(89 * day) }, { kind: 'tv' }),
  'caution-both': () => inState('Attic NAS', 'caution', [finding('long-lived', { days: '90', capHours: '168' }), finding('shared-name', { names: '*.home.example.com,home.example.com' })], { dnsNames: ['*.home.example.com'], notAfter: at(89 * day) }, { kind: 'nas' }),
  'caution-too-long': () => inState('Old router', 'caution', [finding('too-long-lived', { days: '390', limitDays: '200' })], { notAfter: at(389 * day) }, { kind: 'router' }),
  'caution-look-alike': () => inState('loTD-1000A', 'caution', [finding('looks-like-trusted', { name: 'IoTD-1000A' })]),
  'caution-key-changed': () => own(inState('Cellar heating', 'caution', [finding('key-changed', { since: at(-200 * day) })], { spkiSha256: other }), 'Cellar heating'),
  'expired': () => inState('Garden gate', 'expired', [finding('certificate-expired', { notAfter: at(-3 * day) })], { notBefore: at(-6 * day), notAfter: at(-3 * day) }),
  'not-yet-valid': () => inState('Hall light', 'expired', [finding('certificate-not-yet-valid', { notBefore: at(day) })], { notBefore: at(day), notAfter: at(4 * day) }, {}, [finding('clock-may-be-wrong')]),
  'untrusted': () => inState('Tool shed', 'untrusted', [finding('self-signed')], { trust: 'none', rootName: null, issuer: 'Tool shed' }),
  'untrusted-own': () => own(inState('Solar inverter', 'untrusted', [finding('unknown-root', { issuer: 'Mallory CA' })], { trust: 'none', rootName: null, issuer: 'Mallory CA', spkiSha256: other }), 'Solar inverter'),
  'no-public-name': () => device('Workshop plug', { cname: null, kind: 'plug' }),
  'mismatch': () => inState('Baby monitor', 'mismatch', [finding('name-not-in-certificate', { cname: 'baby-monitor-7c34-23be.example.com', names: 'other.example.net' })], { dnsNames: ['other.example.net'] }, { kind: 'camera' }),
  'mismatch-own': () => own(inState('Front door camera', 'mismatch', [finding('pinned-key-not-proved')], { spkiSha256: other, trust: 'none', rootName: null }, { kind: 'camera' }), 'Front door camera'),
  'mismatch-paired': () => own(inState('Front door camera', 'mismatch', [finding('paired-key-changed', { since: at(-200 * day) })], { spkiSha256: other }, { kind: 'camera' }), 'Front door camera'),
  'sources-disagree': () => inState('Window sensor', 'mismatch', [finding('sources-disagree', { names: 'a.example.com,b.example.com' })], null, { cname: null }),
  'revoked': () => inState('Old lock', 'revoked', [], {}),
  'unreachable': () => inState('Robot mower', 'unreachable', [finding('no-answer')], null),
  'stale': () => inState('Guest tablet', 'stale', [finding('not-checked-yet')], null, { checking: true }),
  'not-announced': () => own(inState('Holiday lamp', 'stale', [finding('not-announced')], null, { timeToLive: null, addresses: [], lastSeen: at(-240 * second) }), 'Holiday lamp'),
  'unknown-state': () => inState('Time machine', 'quantum', [finding('confirmed')]),
  'unknown-code': () => {
    const made = verified('Odd one');
    return { ...made, verdict: { ...made.verdict, reasons: [finding('confirmed', { since: at(0) }), finding('brand-new-code')] } };
  },
  'bidi': () => device('مصباح 💡 "الصالة".local', { cname: 'xn--mgbh0fb.example.com', kind: 'home' }),
};

/** Two devices whose long names differ in one letter of the middle. */
export const homeNames = () => ['13ab-7c34-23be', '13ab-7c34-23bc'].map((id, index) => verified(`IoTD-100${index}A`, { cname: `${id}-device.home.localhost` }));

/** The list of the design's picture. */
export const sampleList = () => [
  gallery.verified(), verified('Home Assistant', { cname: '90fe-11d0-4c2a-device.example.com', kind: 'home' }), gallery['mismatch-own'](), gallery.unconfirmed(), gallery['caution-long'](),
  gallery['caution-look-alike'](), gallery['no-public-name'](),
];
