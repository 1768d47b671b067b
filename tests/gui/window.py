#!/usr/bin/python3
"""The window as a person uses it: a button pressed with the mouse and a line typed into the terminal make an LED glow;
an LED and a resistor come from the palette, are wired by hand and glow, are saved and opened again.

window.py PROGRAM [--wiring]: in an X server of its own (Xvfb), with xdotool's mouse and keyboard. Skipped by name where these or
the firmware are missing."""

import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 1280, 800
CAP = (0x2A, 0x6B, 0xD0)  # of a push button
PATIENCE = 180


def skip(why):
    print("skipped:", why)
    sys.exit(77)


class Screen:
    """What Xvfb shows, as it lies in its file (X11/XWDFile.h)."""

    last = None

    def __init__(self, file):
        self.file = file
        Screen.last = self

    def save(self):
        """As a PNG file that is kept: what a person would have seen."""
        rows = bytearray()
        for x, y, colour in self.points():
            if x == 0:
                rows.append(0)
            rows += bytes(colour)

        def chunk(kind, content):
            return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

        file = pathlib.Path(tempfile.gettempdir()) / "vivarium-window.png"
        file.write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b""))
        return file

    def points(self):
        data = self.file.read_bytes()
        header = struct.unpack(">25I", data[:100])
        size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
        begin = size + 12 * colours
        for y in range(height):
            row = data[begin + y * line : begin + y * line + width * 4]
            for x in range(width):
                yield x, y, (row[4 * x + 2], row[4 * x + 1], row[4 * x])

    def where(self, wanted):
        return [(x, y) for x, y, colour in self.points() if wanted(colour)]


def near(colour, other, by=12):
    return all(abs(a - b) <= by for a, b in zip(colour, other))


def bright_green(colour):
    r, g, b = colour
    return g > 190 and g - r > 90 and g - b > 60


def wait_for(what, condition):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    sys.exit(f"it took more than {PATIENCE} s: {what}; the screen is in {Screen.last.save()}")


def main():
    for tool in ("Xvfb", "xdotool"):
        if not shutil.which(tool):
            skip(f"{tool} is not installed")
    program = sys.argv[1]
    if subprocess.run([program, "firmware", "pico"], capture_output=True, text=True).stdout.find("    * ") < 0:
        skip("there is no firmware for the pico")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        read, write = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder), "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        display = ":" + os.read(read, 16).decode().strip()
        try:
            environment = dict(os.environ, DISPLAY=display, SDL_VIDEODRIVER="x11", SDL_AUDIODRIVER="dummy", XDG_CONFIG_HOME=str(folder))
            screen = Screen(folder / "Xvfb_screen0")

            def do(*words):
                subprocess.run(["xdotool", *map(str, words)], env=environment, check=True)

            def play(story, *arguments):
                """One window from its opening to its end."""
                window = subprocess.Popen([program, "gui", *arguments, "--size", f"{WIDTH}x{HEIGHT}"], env=environment, cwd=folder)
                try:
                    story(screen, do)
                    if window.poll() is not None:
                        sys.exit(f"the window has gone: {window.returncode}")
                    window.terminate()
                    window.wait(20)
                finally:
                    if window.poll() is None:
                        window.kill()
                        window.wait()

            play(use, str(ROOT / "examples/projects/button_led/circuit.json"))
            if "--wiring" not in sys.argv:  # keys pressed and let go within one frame are lost still: Ctrl-S, on a slow machine
                return
            play(lambda screen, do: wire(screen, do, folder), "pico")
            if subprocess.run([program, "check", str(folder / "circuit.json")]).returncode != 0:
                sys.exit("the circuit that was saved cannot be read")
            play(reopen, "circuit.json")
        finally:
            server.terminate()
            server.wait()


def say(do, *lines):
    for line in lines:
        if line:
            do("type", "--delay", 40, line)
        do("key", "Return")


def wait_for_prompt(screen):
    """The terminal has the interpreter's banner: two lines of dark letters."""

    def letters():
        return sum(1 for x, y, c in screen.points() if 12 < x < 560 and 608 < y < 640 and max(c) < 100) > 300

    wait_for("the board is at its prompt", letters)
    time.sleep(1)


def use(screen, do):
    # By 4: wires may be blue, too.
    cap = wait_for("the button is on the bench", lambda: screen.where(lambda c: near(c, CAP, 4)))
    x, y = (sum(p[i] for p in cap) // len(cap) for i in (0, 1))
    dark = len(screen.where(bright_green))  # what is green besides the LED's light

    def glows():
        return len(screen.where(bright_green)) > dark + 30

    # The terminal, at the lower left: a program that lights the LED while the button is down.
    do("mousemove", WIDTH // 4, HEIGHT - 80, "click", 1)
    wait_for_prompt(screen)
    say(do, "from machine import Pin")
    say(do, "b=Pin(14,Pin.IN,Pin.PULL_UP);l=Pin(15,Pin.OUT)")
    say(do, "while 1:l.value(1-b.value())", "")
    do("mousemove", x, y, "mousedown", 1)
    wait_for("the LED glows while the button is held", glows)
    do("mouseup", 1)
    wait_for("the LED is dark again", lambda: not glows())
    print(f"the button at {x}, {y} lit the LED")
    # Ctrl-C ends the program, and the LED obeys the prompt.
    do("mousemove", WIDTH // 4, HEIGHT - 80, "click", 1)
    do("key", "ctrl+c")
    time.sleep(1)
    say(do, "l.on()")
    wait_for("the LED obeys the REPL", glows)
    print("Ctrl-C and the REPL reached the board")


GOLD = (0xD8, 0xB0, 0x4A)  # the board's pads
RED_LED = (0xA2, 0x2E, 0x27)  # an LED that is dark


def drag(do, begin, end):
    do("mousemove", *begin)
    time.sleep(0.3)
    do("mousedown", 1)
    time.sleep(0.3)
    for k in (0.05, 0.3, 0.6, 0.9, 1):
        do("mousemove", *(round(a + (b - a) * k) for a, b in zip(begin, end)))
        time.sleep(0.1)
    time.sleep(0.3)
    do("mouseup", 1)
    time.sleep(0.5)


def halo(colour):
    """Light on paper."""
    r, g, b = colour
    return r > 235 and 110 < g < 225 and abs(g - b) < 26 and r - g > 25


def wire(screen, do, folder):
    """An LED behind a resistor, from the palette to its light."""

    def pads():
        gold = screen.where(lambda c: near(c, GOLD, 6))
        return gold if len(gold) > 400 else None

    gold = wait_for("the board is on the bench", pads)
    middle = (min(x for x, _ in gold) + max(x for x, _ in gold)) / 2
    left = [(x, y) for x, y in gold if x < middle]
    x0, x1 = min(x for x, _ in left), max(x for x, _ in left)
    top, bottom = min(y for _, y in left), max(y for _, y in left)
    radius = (x1 - x0) / 2
    column, first, last = (x0 + x1) / 2, top + radius, bottom - radius
    scale = (last - first) / 190  # twenty pads, ten apart

    def at(x, y):  # a place of the bench on the screen; the first pad is at 5, 10
        return round(column + (x - 5) * scale), round(first + (y - 10) * scale)

    wait_for_prompt(screen)
    do("mousemove", 1027, 58, "click", 1)  # the palette
    for name, place in (("led", (-95, 120)), ("resistor", (-115, 190))):
        do("mousemove", 1090, 86, "click", "--repeat", 3, "--delay", 60, 1)
        do("key", "ctrl+a")
        do("type", "--delay", 40, name)
        time.sleep(0.8)
        drag(do, (980, 142), at(place[0] + 20, place[1] + 20))
        time.sleep(1)
        do("mousemove", 1027, 58, "click", 1)  # the part's own panel has come up
        time.sleep(0.5)
    # Where they stand is in the file.
    do("mousemove", 60, 500, "click", 1)
    do("key", "ctrl+s")
    time.sleep(0.5)
    do("key", "Return")
    saved = wait_for("the circuit is saved", lambda: (folder / "circuit.json").exists() and json.loads((folder / "circuit.json").read_text()))
    led, resistor = (saved["layout"][name] for name in ("led", "resistor"))
    pad = lambda n: at(5, 10 + 10 * n)
    drag(do, pad(19), at(resistor["x"] + 60, resistor["y"] + 15))  # GP15
    drag(do, at(resistor["x"], resistor["y"] + 15), at(led["x"] + 5, led["y"] + 55))
    drag(do, at(led["x"] + 15, led["y"] + 55), pad(17))  # GND
    do("mousemove", WIDTH // 4, HEIGHT - 80, "click", 1)
    before = len(screen.where(halo))
    say(do, "from machine import Pin", "l=Pin(15,Pin.OUT)", "l.on()")
    wait_for("the LED that was wired by hand glows", lambda: len(screen.where(halo)) > before + 100)
    print("an LED wired by hand glows")
    do("mousemove", 60, 500, "click", 1)
    do("key", "ctrl+s")
    wait_for("its wires are saved", lambda: len(json.loads((folder / "circuit.json").read_text()).get("wires", [])) == 3)


def reopen(screen, do):
    wait_for("the LED is there again", lambda: len(screen.where(lambda c: near(c, RED_LED, 8))) > 60)
    print("saved and opened again")


main()
