// bonjour-service and ciao as peers; NODE_PATH leads to their packages.
// node node_peer.js bonjour|ciao publish ADDRESS NAME PORT    SIGUSR2 changes ciao's TXT record, SIGTERM says goodbye.
// node node_peer.js bonjour browse ADDRESS                    prints a line for each change until SIGTERM.
'use strict';

const [library, verb, address, name, port] = process.argv.slice(2);
const say = (...words) => console.log(words.join('\t'));
const text = (state) => ({ cn: `${library}.example.com`, state });

// Bound to the interface's own address, it would hear no multicast.
const openBonjour = () => new (require('bonjour-service').Bonjour)({ interface: address, bind: '0.0.0.0' });

function bonjourPublish() {
  const bonjour = openBonjour();
  const service = bonjour.publish({ name, type: 'https', port: Number(port), host: 'bonjour-peer.local', txt: text('first') });
  service.on('up', () => say('published', name));
  process.on('SIGTERM', () => bonjour.unpublishAll(() => bonjour.destroy(() => process.exit(0))));
}

function bonjourBrowse() {
  const bonjour = openBonjour();
  const browser = bonjour.find({ type: 'https' });
  const tell = (what) => (service) => say(what, service.name, service.port, service.host, (service.addresses ?? []).join(','), JSON.stringify(service.txt));
  browser.on('up', tell('added'));
  browser.on('txt-update', tell('updated'));
  browser.on('down', tell('removed'));
  say('browsing');
  process.on('SIGTERM', () => process.exit(0));
}

function ciaoPublish() {
  const responder = require('@homebridge/ciao').getResponder({ interface: address });
  const service = responder.createService({ name, type: 'https', port: Number(port), hostname: 'ciao-peer', txt: text('first') });
  service.advertise().then(() => say('published', name));
  process.on('SIGUSR2', () => { service.updateTxt(text('changed')); say('updated'); });
  process.on('SIGTERM', () => service.end().then(() => responder.shutdown()).then(() => process.exit(0)));
}

({ 'bonjour publish': bonjourPublish, 'bonjour browse': bonjourBrowse, 'ciao publish': ciaoPublish })[`${library} ${verb}`]();
