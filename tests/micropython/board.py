"""A virtual board in a process of its own, its serial port a pseudo terminal."""

import json
import pathlib
import subprocess
import tempfile
import time

import serial


class Board:
    def __init__(self, vivarium, board, firmware=None, arguments=(), speed="max", wires=None):
        self.folder = tempfile.TemporaryDirectory(prefix="vivarium-board-")
        self.link = pathlib.Path(self.folder.name) / board
        self.log = pathlib.Path(self.folder.name) / "log"
        file = pathlib.Path(self.folder.name) / "board.json"
        file.write_text(json.dumps({"name": "wired", "extends": board, "wires": wires or {}}))
        self.command = [str(vivarium), "run", str(file), f"--pty={self.link}", "--speed", speed, *arguments]
        if firmware:
            self.command += ["--firmware", firmware]
        self.process = None
        self.starts = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.starts += 1
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 10
        while not self.link.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(self.log.read_text().strip() or "vivarium opened no serial port")
            time.sleep(0.01)
        time.sleep(0.5)  # the firmware boots and its USB port is found
        self.wait_for_prompt(deadline)

    def wait_for_prompt(self, deadline):
        """This computer may be busy, and what is typed while firmware starts is lost."""
        with serial.Serial(str(self.link), 115200, timeout=0.2) as port:
            while time.monotonic() < deadline:
                port.write(b"\r\x03")
                if b">>> " in port.read(4096):
                    return

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self):
        """Off and on again, with what its flash held at first."""
        self.stop()
        self.link.unlink(missing_ok=True)
        self.start()

    def complaints(self):
        """What it said besides the name of the port, each once."""
        lines = dict.fromkeys(self.log.read_text(errors="replace").splitlines())
        return [line for line in lines if "serial port of" not in line]
