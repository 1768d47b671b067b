"""Standard input and output as a TCP client: tcp_pipe.py PORT. For pyboard.py's `--device exec:COMMAND`."""
import os
import select
import socket
import sys

peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
while True:
    ready, _, _ = select.select([0, peer], [], [])
    for source in ready:
        data = os.read(0, 4096) if source == 0 else peer.recv(4096)
        if not data:
            sys.exit()
        if source == 0:
            peer.sendall(data)
        else:
            os.write(1, data)
