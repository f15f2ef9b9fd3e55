"""Listens on a port, on every address of its namespace, and prints each connection's own address. Usage: connection_log.py PORT."""
import socket
import sys

with socket.create_server(("::", int(sys.argv[1])), family=socket.AF_INET6, backlog=64, dualstack_ipv6=True) as server:
    print("listening", flush=True)
    while True:
        connection, _ = server.accept()
        print("connected to", connection.getsockname()[0].removeprefix("::ffff:"), flush=True)
        connection.close()
