"""Publishes a service by Avahi's bus. avahi_peer.py NAME PORT: SIGUSR1 changes the TXT record, SIGTERM says goodbye."""
import signal
import sys
import time

import dbus

UNSPECIFIED = -1
ESTABLISHED = 2
changes = []


def txt(state):
    return [dbus.ByteArray(text) for text in (b"cn=avahi.example.com", b"state=" + state, b"raw=\xff\x00\x80")]


def main():
    name, port = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGUSR1, lambda *_: changes.append(b"changed"))
    signal.signal(signal.SIGTERM, lambda *_: changes.append(None))
    bus = dbus.SystemBus()

    def proxy(path, interface):
        return dbus.Interface(bus.get_object("org.freedesktop.Avahi", path), "org.freedesktop.Avahi." + interface)

    group = proxy(proxy("/", "Server").EntryGroupNew(), "EntryGroup")
    service = (UNSPECIFIED, UNSPECIFIED, dbus.UInt32(0), name, "_https._tcp", "")
    group.AddService(*service, "", dbus.UInt16(port), dbus.Array(txt(b"first"), signature="ay"))
    group.Commit()
    while group.GetState() != ESTABLISHED:
        time.sleep(0.05)
    print("published", name, sep="\t", flush=True)
    while True:
        while not changes:
            time.sleep(0.05)
        state = changes.pop(0)
        if state is None:
            group.Free()
            return
        group.UpdateServiceTxt(*service, dbus.Array(txt(state), signature="ay"))
        print("updated", flush=True)


main()
