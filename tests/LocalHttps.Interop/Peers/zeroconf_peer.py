"""python-zeroconf as a peer.

zeroconf_peer.py publish ADDRESS NAME PORT [TTL]    SIGUSR1 changes the TXT record, SIGTERM says goodbye.
zeroconf_peer.py browse ADDRESS                     prints a line for each change until SIGTERM.
"""
import signal
import socket
import sys
import threading

from zeroconf import ServiceBrowser, ServiceInfo, Zeroconf

TYPE = "_https._tcp.local."
stop = threading.Event()


def say(*words):
    print(*words, sep="\t", flush=True)


def publish(zeroconf, address, name, port, ttl="120"):
    def info(text):
        return ServiceInfo(TYPE, f"{name}.{TYPE}", addresses=[socket.inet_aton(address)], port=int(port), host_ttl=int(ttl), other_ttl=int(ttl),
                           properties={b"cn": b"zeroconf.example.com", b"state": text, b"raw": bytes(range(128, 160))}, server="zeroconf-peer.local.")

    signal.signal(signal.SIGUSR1, lambda *_: threading.Thread(target=lambda: (zeroconf.update_service(info(b"changed")), say("updated"))).start())
    zeroconf.register_service(info(b"first"))
    say("published", name)
    stop.wait()
    zeroconf.unregister_all_services()


class Listener:
    def tell(self, what, zeroconf, kind, name):
        info = zeroconf.get_service_info(kind, name, 3000)
        text = {} if info is None else {k.decode(): (v or b"").decode("utf-8", "replace") for k, v in info.properties.items()}
        say(what, name.removesuffix("." + kind), info and info.port, info and info.server, info and ",".join(info.parsed_addresses()), text)

    def add_service(self, zeroconf, kind, name):
        self.tell("added", zeroconf, kind, name)

    def update_service(self, zeroconf, kind, name):
        self.tell("updated", zeroconf, kind, name)

    def remove_service(self, zeroconf, kind, name):
        say("removed", name.removesuffix("." + kind))


def main():
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    zeroconf = Zeroconf(interfaces=[sys.argv[2]])
    if sys.argv[1] == "publish":
        publish(zeroconf, *sys.argv[2:])
    else:
        ServiceBrowser(zeroconf, TYPE, Listener())
        say("browsing")
        stop.wait()
    zeroconf.close()


main()
