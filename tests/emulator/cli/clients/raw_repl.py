"""The raw REPL over pyserial, as ampy speaks it: raw_repl.py PORT BAUD STEP...

A step is `exec CODE`, `start CODE` (its end is not waited for), `enter` (with a soft reset), `attach` (without),
`interrupt` (Ctrl-C; prints what came), `listen N` (prints N lines without a word from here) or `leave`.
Prints what the code printed; a traceback goes to standard error. Ends with 77 where pyserial is not there.
"""
import sys
import time

try:
    import serial
except ImportError:
    sys.exit(77)

PROMPT = b"raw REPL; CTRL-B to exit\r\n"


class RawRepl:
    def __init__(self, port, baud):
        self.port = serial.serial_for_url(port, baudrate=baud, timeout=20)

    def wait(self, end):
        text = self.port.read_until(end)
        if not text.endswith(end):
            sys.exit(f"no {end!r} came, but {text!r}")
        return text

    def attach(self):
        self.port.write(b"\r\x03")
        time.sleep(0.1)
        self.port.write(b"\x03")
        time.sleep(0.1)
        while self.port.in_waiting:
            self.port.read(self.port.in_waiting)
        self.port.write(b"\r\x01")
        self.wait(PROMPT + b">")

    def enter(self):
        self.attach()
        self.port.write(b"\x04")
        self.wait(b"soft reboot\r\n")
        time.sleep(0.5)
        self.port.write(b"\x03")
        time.sleep(0.1)
        self.port.write(b"\x03")
        self.wait(PROMPT + b">")

    def start(self, code):
        data = code.encode()
        for at in range(0, len(data), 256):
            self.port.write(data[at : at + 256])
            time.sleep(0.01)
        self.port.write(b"\x04")
        self.wait(b"OK")

    def follow(self):
        out = self.wait(b"\x04")[:-1]
        error = self.wait(b"\x04")[:-1]
        self.wait(b">")
        sys.stdout.write(out.decode())
        sys.stderr.write(error.decode())

    def exec(self, code):
        self.start(code)
        self.follow()

    def interrupt(self):
        time.sleep(0.2)  # while the guest compiles, Ctrl-C is a character like any other
        self.port.write(b"\x03")
        self.follow()

    def listen(self, lines):
        for _ in range(int(lines)):
            sys.stdout.write(self.wait(b"\n").decode())

    def leave(self):
        self.port.write(b"\r\x02")
        self.wait(b">>> ")
        self.port.close()


def main():
    _, port, baud, *steps = sys.argv
    repl = RawRepl(port, int(baud))
    for step in steps:
        name, _, rest = step.partition(" ")
        getattr(repl, name)(*([rest] if rest else []))
        sys.stdout.flush()


main()
