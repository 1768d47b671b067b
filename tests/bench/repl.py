"""A raw-REPL client over a process's pipes, enough to time loops on a peer."""
import os
import re
import select
import subprocess
import time


class Repl:
    def __init__(self, command, timeout=60):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.timeout = timeout
        self.seen = b""

    def read_until(self, text):
        deadline = time.monotonic() + self.timeout
        while text not in self.seen:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError(f"no {text!r} within {self.timeout} s; saw {self.seen[-200:]!r}")
            chunk = os.read(self.process.stdout.fileno(), 4096)
            if not chunk:
                raise EOFError(f"the peer ended; saw {self.seen[-200:]!r}")
            self.seen += chunk
        before, _, self.seen = self.seen.partition(text)
        return before

    def write(self, data):
        # In small pieces: the guest's receive buffer holds 64 bytes.
        for i in range(0, len(data), 32):
            self.process.stdin.write(data[i : i + 32])
            self.process.stdin.flush()
            time.sleep(0.01)

    def run(self, code):
        """Runs code in the raw REPL; returns what it printed."""
        self.write(b"\r\x03\x01")
        self.read_until(b"raw REPL; CTRL-B to exit\r\n>")
        self.write(code.encode() + b"\x04")
        self.read_until(b"OK")
        out = self.read_until(b"\x04").decode()
        error = self.read_until(b"\x04").decode()
        if error:
            raise RuntimeError(error)
        return out

    def cpu_seconds(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.kill()
        self.process.wait()
