"""Publishes records that Avahi's static files cannot hold: aliases (CNAME) and addresses without a reverse entry.

Usage: avahi_records.py RECORDS.json. The group lives as long as this process does: killing it says goodbye.
Each record: {"owner": name, "address": address} or {"owner": name, "alias": name}.
"""
import json
import signal
import sys
import time

import dbus

UNSPECIFIED = -1
NO_REVERSE = 16
CLASS_IN, TYPE_CNAME = 1, 5
ESTABLISHED, COLLISION, FAILURE = 2, 3, 4


def wire(name):
    return b"".join(bytes([len(label)]) + label for label in (part.encode() for part in name.split("."))) + b"\0"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        records = json.load(file)
    bus = dbus.SystemBus()

    def proxy(path, interface):
        return dbus.Interface(bus.get_object("org.freedesktop.Avahi", path), "org.freedesktop.Avahi." + interface)

    group = proxy(proxy("/", "Server").EntryGroupNew(), "EntryGroup")
    for record in records:
        owner = record["owner"]
        if record.get("address"):
            group.AddAddress(UNSPECIFIED, UNSPECIFIED, dbus.UInt32(NO_REVERSE), owner, record["address"])
        else:
            group.AddRecord(UNSPECIFIED, UNSPECIFIED, dbus.UInt32(0), owner, dbus.UInt16(CLASS_IN), dbus.UInt16(TYPE_CNAME),
                            dbus.UInt32(120), dbus.ByteArray(wire(record["alias"])))
    group.Commit()
    for _ in range(200):
        state = group.GetState()
        if state == ESTABLISHED:
            print("records established", flush=True)
            signal.pause()
        if state in (COLLISION, FAILURE):
            break
        time.sleep(0.05)
    sys.exit("records not established, group state %d" % state)


main()
