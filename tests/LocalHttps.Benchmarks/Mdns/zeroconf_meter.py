"""python-zeroconf beside LocalHttps.BrowseMeter. Usage: zeroconf_meter.py ADDRESS COUNT INSTANCE. Begins at a line of input, ends at the second."""
import sys
import time

from zeroconf import ServiceBrowser, ServiceInfo, Zeroconf

TYPE = "_https._tcp.local."


def say(*words):
    print(*words, flush=True)


class Listener:
    def __init__(self, wanted, genuine, start):
        self.wanted, self.genuine, self.start = wanted, genuine + "." + TYPE, start
        self.resolved = set()

    def look(self, zeroconf, kind, name):
        info = ServiceInfo(kind, name)
        # In a flood nobody answers for the names; asking for each would hold up the listener, so it asks only where devices are counted.
        if name in self.resolved or not (info.load_from_cache(zeroconf) or (self.wanted > 0 and info.request(zeroconf, 3000))):
            return
        self.resolved.add(name)
        if len(self.resolved) == self.wanted:
            say("resolved %.2f" % ((time.monotonic() - self.start) * 1000))
        if name == self.genuine:
            say("found")

    def add_service(self, zeroconf, kind, name):
        self.look(zeroconf, kind, name)

    def update_service(self, zeroconf, kind, name):
        self.look(zeroconf, kind, name)

    def remove_service(self, zeroconf, kind, name):
        self.resolved.discard(name)


def main():
    say("ready")
    sys.stdin.readline()
    listener = Listener(int(sys.argv[2]), sys.argv[3], time.monotonic())
    zeroconf = Zeroconf(interfaces=[sys.argv[1]])
    ServiceBrowser(zeroconf, TYPE, listener)
    sys.stdin.readline()
    say("ended", len(listener.resolved))
    zeroconf.close()


main()
