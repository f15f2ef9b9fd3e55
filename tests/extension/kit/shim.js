// Stands in for the browser's extension API and for the host, inside the page. Serialised into it: it may use nothing from outside.

/** @param {{ messages: object, bidi: string, scenario: object }} given */
export function shim({ messages, locale, scenario }) {
  const later = (run) => setTimeout(run, 0);
  const listeners = () => {
    const all = [];
    return { addListener: (each) => all.push(each), fire: (...values) => all.forEach((each) => each(...values)) };
  };
  const lab = {
    scenario, ports: [], sent: [], opened: [], windows: 0, session: scenario.session ?? {}, blocked: [],
    get port() { return lab.ports.at(-1); },
    reply: (reply) => lab.port.onMessage.fire(structuredClone(reply)),
    event: (change, device) => lab.reply({ type: 'device', id: lab.watch, change, device }),
    network: (interfaces) => lab.reply({ type: 'network', id: lab.watch, network: { interfaces } }),
    exit: (message) => lab.close(lab.port, message),
    close: (port, message) => {
      port.open = false;
      browser.runtime.lastError = scenario.firefox ? undefined : { message };
      port.error = scenario.firefox ? { message } : undefined;
      port.onDisconnect.fire(port);
      browser.runtime.lastError = undefined;
    },
  };
  const answers = {
    'hello': ({ id }) => lab.reply(lab.scenario.hello ? { ...lab.scenario.hello, id } : { type: 'welcome', id, version: '0.1.0', protocol: 1, capabilities: [] }),
    'watch': ({ id }) => {
      lab.watch = id;
      if (lab.scenario.watch) return lab.reply({ ...lab.scenario.watch, id });
      lab.reply({ type: 'watching', id, network: { interfaces: lab.scenario.interfaces ?? ['eth0'] } });
      for (const device of lab.scenario.devices ?? []) lab.event('added', device);
    },
    'preflight': ({ id, device }) => {
      for (const step of lab.scenario.steps ?? []) lab.reply({ type: 'step', id, ...step });
      const found = lab.scenario.devices.find((each) => each.key === device);
      if (!lab.scenario.hangPreflight) lab.reply({ type: 'preflight', id, passed: lab.scenario.passed ?? true, device: found });
    },
    'verify': ({ id, device }) => lab.reply({ type: 'verified', id, device: lab.scenario.devices.find((each) => each.key === device) }),
  };
  const done = ({ id }) => lab.reply({ type: 'done', id });

  function connectNative() {
    const port = { open: true, onMessage: listeners(), onDisconnect: listeners(), disconnect: () => { port.open = false; } };
    port.postMessage = (message) => {
      if (!port.open) throw new Error('Attempting to use a disconnected port object');
      lab.sent.push(message);
      const canned = lab.scenario.answers?.[message.type];
      if (lab.scenario.silent?.includes(message.type)) return;
      later(() => port.open && (canned ? [canned].flat().forEach((reply) => lab.reply({ ...reply, id: message.id })) : (answers[message.type] ?? done)(message)));
    };
    lab.ports.push(port);
    if (lab.scenario.exit) later(() => port.open && lab.close(port, lab.scenario.exit));
    return port;
  }

  const getMessage = (key, values = []) => {
    if (key === '@@bidi_dir') return 'ltr';
    const found = Object.hasOwn(messages, key) ? messages[key].message : '';
    return found.replace(/\$([1-9])/g, (_, index) => [values].flat()[index - 1] ?? '');
  };
  const browser = {
    runtime: { id: scenario.extensionId ?? 'hnhbefcfgapkjgignhdplgimgdbmbkci', connectNative, lastError: undefined, getURL: (path) => `/${path}`, sendMessage: async () => { lab.windows++; }, onMessage: listeners() },
    storage: { session: { get: async (key) => ({ [key]: lab.session[key] }), set: async (values) => { Object.assign(lab.session, structuredClone(values)); } } },
    tabs: { create: async ({ url }) => { lab.opened.push(url); } },
    i18n: { getMessage, getUILanguage: () => locale },
  };
  document.addEventListener('securitypolicyviolation', (event) => lab.blocked.push(event.violatedDirective));
  Object.assign(globalThis, { browser, lab });
}
