"""An X server of one's own, what it shows, and a hand at its mouse and keyboard: for tests of the window.

Xvfb keeps its screen in a file (X11/XWDFile.h), so looking costs nothing and asks nobody."""

import array
import mmap
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

PATIENCE = float(os.environ.get("VIVARIUM_PATIENCE", 120))  # seconds of the host's time for whatever is waited for


def skip(why):
    print("skipped:", why)
    sys.exit(77)


class Screen:
    """What is to be seen. Regions are (left, top, right, bottom)."""

    def __init__(self, file, width, height):
        self.width, self.height = width, height
        with open(file, "rb") as opened:
            self.map = mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", self.map[:100])
        size, self.line, colours = header[0], header[12], header[19]
        self.begin = size + 12 * colours
        self.all = (0, 0, width, height)

    def row(self, y, left, right):
        """Points as numbers 0xRRGGBB."""
        at = self.begin + y * self.line
        points = array.array("I", self.map[at + 4 * left : at + 4 * right])
        return points

    def where(self, wanted, region=None):
        left, top, right, bottom = region or self.all
        known, found = {}, []
        for y in range(top, bottom):
            row = self.row(y, left, right)
            hits = set()
            for colour in set(row):
                if colour not in known:
                    known[colour] = wanted((colour >> 16 & 255, colour >> 8 & 255, colour & 255))
                if known[colour]:
                    hits.add(colour)
            if hits:
                found += [(left + i, y) for i, colour in enumerate(row) if colour in hits]
        return found

    def count(self, wanted, region=None):
        return len(self.where(wanted, region))

    def bytes(self, region):
        left, top, right, bottom = region
        return b"".join(self.row(y, left, right).tobytes() for y in range(top, bottom))

    def save(self, file):
        """As a PNG file: what a person would have seen."""
        rows = bytearray()
        for y in range(self.height):
            rows.append(0)
            row = self.row(y, 0, self.width).tobytes()
            line = bytearray(3 * self.width)
            line[0::3], line[1::3], line[2::3] = row[2::4], row[1::4], row[0::4]
            rows += line

        def chunk(kind, content):
            return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

        file.write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(rows), 3)) + chunk(b"IEND", b""))
        return file


class Place:
    """The X server, a folder to work in, the hand."""

    def __init__(self, width, height, keep=None):
        for tool in ("Xvfb", "xdotool"):
            if not shutil.which(tool):
                skip(f"{tool} is not installed")
        self.width, self.height = width, height
        self.keep = pathlib.Path(keep).resolve() if keep else None  # where pictures of each step go
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
        self.steps = 0
        self.window = None

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{self.width}x{self.height}x24", "-fbdir", str(self.folder),
             "-nolisten", "tcp", "-r"], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        display = ""
        while not display.endswith("\n") and (more := os.read(read, 16)):
            display += more.decode()
        os.close(read)
        display = display.strip()
        if not display:
            sys.exit("Xvfb did not start")
        self.environment = dict(os.environ, DISPLAY=":" + display, SDL_VIDEODRIVER="x11", SDL_AUDIODRIVER="dummy",
                                XDG_CONFIG_HOME=str(self.folder))
        self.screen = Screen(self.folder / "Xvfb_screen0", self.width, self.height)
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.screen.map.close()
        self.temporary.cleanup()

    def do(self, *words):
        """One or several of xdotool's commands, one behind the other without a pause."""
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True)

    def click(self, x, y):
        self.do("mousemove", x, y, "click", 1)

    def drag(self, begin, end):
        ways = [(round(a + (b - a) * k) for a, b in zip(begin, end)) for k in (0.05, 0.3, 0.6, 0.9, 1)]
        moves = [word for way in ways for word in ("mousemove", *way)]
        self.do("mousemove", *begin, "mousedown", 1, *moves, "mouseup", 1)

    def type(self, *lines):
        for line in lines:
            if line:
                self.do("type", "--delay", 15, line)
            self.do("key", "Return")

    def wait_for(self, what, condition):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if found := condition():
                return found
            if self.window and self.window.poll() is not None:
                sys.exit(f"the window has gone ({self.window.returncode}): {what}")
            time.sleep(0.05)
        kept = self.screen.save(pathlib.Path(tempfile.gettempdir()) / f"vivarium-window-{os.getpid()}.png")
        sys.exit(f"it took more than {PATIENCE:.0f} s: {what}; the screen is in {kept}")

    def wait_until_still(self, region, long=0.3):
        """Nothing has moved there for a while."""
        last, since = self.screen.bytes(region), time.monotonic()
        until = since + PATIENCE
        while time.monotonic() < until and time.monotonic() - since < long:
            time.sleep(0.03)
            if (now := self.screen.bytes(region)) != last:
                last, since = now, time.monotonic()

    def step(self, name):
        """A picture of this moment, where they are kept."""
        self.steps += 1
        if self.keep:
            self.screen.save(self.keep / f"{self.steps:02}-{name}.png")

    def play(self, story, program, *arguments):
        """One window, from its opening to its end."""
        window = self.window = subprocess.Popen([program, "gui", *map(str, arguments), "--size", f"{self.width}x{self.height}"],
                                  env=self.environment, cwd=self.folder)
        try:
            story(self)
            if window.poll() is not None:
                sys.exit(f"the window has gone: {window.returncode}")
            window.terminate()
            window.wait(20)
        finally:
            if window.poll() is None:
                window.kill()
                window.wait()
