#!/usr/bin/python3
"""A run in the window is the run without one, to the byte: same_run.py PROGRAM.

`vivarium run` and `vivarium gui` run the same circuit and script as long, each writing down every access to a register. In the
window the mouse wanders over the bench meanwhile and every panel is looked at. Skipped by name where Xvfb, xdotool or the
firmware are missing."""

import pathlib
import subprocess
import sys

from screen import Place, skip

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = ROOT / "examples/projects/night_light"
SECONDS = 4
TABS_BELOW = [(x, 590) for x in (137, 201, 262, 320, 383, 467, 548, 64)]
TABS_RIGHT = [(x, 58) for x in (970, 1027, 1090, 1145, 1208)]


def last_time(trace):
    """The picosecond of the last whole line."""
    try:
        lines = trace.read_bytes()[-4096:].split(b"\n")
        return int(lines[-2].split()[0])
    except (OSError, IndexError, ValueError):
        return 0


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    if "    * " not in subprocess.run([program, "firmware", "pico"], capture_output=True, text=True).stdout:
        skip("there is no firmware for the pico")
    with Place(1280, 800) as place:
        circuit, script = str(PROJECT / "circuit.json"), str(PROJECT / "main.py")
        plain, watched = place.folder / "plain.txt", place.folder / "watched.txt"
        subprocess.run([program, "run", circuit, script, "--for", f"{SECONDS}s", "--trace", f"registers={plain}"],
                       stdin=subprocess.DEVNULL, capture_output=True, check=False)
        end = last_time(plain)

        def look_around(place):
            place.wait_for("the window is there", lambda: place.screen.count(lambda c: min(c) > 200) > 10000)
            for at in TABS_BELOW + TABS_RIGHT:
                place.click(*at)
                place.do(*[word for x in range(100, 900, 100) for word in ("mousemove", x, 100 + x // 3)])
            place.wait_for("the run has come as far", lambda: last_time(watched) >= end)

        place.play(look_around, program, circuit, script, "--at", f"{SECONDS}s", "--trace", f"registers={watched}")
        one, other = plain.read_bytes(), watched.read_bytes()
    if one != other:
        for number, (a, b) in enumerate(zip(one.split(b"\n"), other.split(b"\n")), 1):
            if a != b:
                sys.exit(f"line {number} differs:\n  {a.decode()}\n  {b.decode()}")
        sys.exit(f"one is longer: {len(one)} and {len(other)} bytes")
    print(f"{one.count(10)} accesses in {SECONDS} s are the same to the byte")


main()
