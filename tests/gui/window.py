#!/usr/bin/python3
"""The window as a person uses it: a button pressed with the mouse and a line typed into the terminal make an LED glow.

window.py PROGRAM: in an X server of its own (Xvfb), with xdotool's mouse and keyboard. Skipped by name where these or
the firmware are missing."""

import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 1280, 800
CAP = (0x2A, 0x6B, 0xD0)  # of a push button
PATIENCE = 180


def skip(why):
    print("skipped:", why)
    sys.exit(77)


class Screen:
    """What Xvfb shows, as it lies in its file (X11/XWDFile.h)."""

    def __init__(self, file):
        self.file = file

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
    sys.exit(f"it took more than {PATIENCE} s: {what}")


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
        window = None
        try:
            environment = dict(os.environ, DISPLAY=display, SDL_VIDEODRIVER="x11", SDL_AUDIODRIVER="dummy")
            window = subprocess.Popen(
                [program, "gui", str(ROOT / "examples/projects/button_led/circuit.json"), "--size", f"{WIDTH}x{HEIGHT}"], env=environment)
            use(Screen(folder / "Xvfb_screen0"), lambda *words: subprocess.run(["xdotool", *map(str, words)], env=environment, check=True))
            if window.poll() is not None:
                sys.exit(f"the window has gone: {window.returncode}")
        finally:
            if window:
                window.terminate()
                window.wait(20)
            server.terminate()
            server.wait()


def use(screen, do):
    # By 4: wires may be blue, too.
    cap = wait_for("the button is on the bench", lambda: screen.where(lambda c: near(c, CAP, 4)))
    x, y = (sum(p[i] for p in cap) // len(cap) for i in (0, 1))
    dark = len(screen.where(bright_green))  # what is green besides the LED's light

    def glows():
        return len(screen.where(bright_green)) > dark + 30

    def say(*lines):
        for line in lines:
            if line:
                do("type", "--delay", 40, line)
            do("key", "Return")

    # The terminal, at the lower left: a program that lights the LED while the button is down.
    do("mousemove", WIDTH // 4, HEIGHT - 80, "click", 1)
    time.sleep(4)  # the board starts
    say("from machine import Pin")
    say("b=Pin(14,Pin.IN,Pin.PULL_UP);l=Pin(15,Pin.OUT)")
    say("while 1:l.value(1-b.value())", "")
    do("mousemove", x, y, "mousedown", 1)
    wait_for("the LED glows while the button is held", glows)
    do("mouseup", 1)
    wait_for("the LED is dark again", lambda: not glows())
    print(f"the button at {x}, {y} lit the LED")
    # Ctrl-C ends the program, and the LED obeys the prompt.
    do("mousemove", WIDTH // 4, HEIGHT - 80, "click", 1)
    do("key", "ctrl+c")
    time.sleep(1)
    say("l.on()")
    wait_for("the LED obeys the REPL", glows)
    print("Ctrl-C and the REPL reached the board")


main()
