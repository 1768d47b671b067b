#!/usr/bin/env python3
"""The Pico against rp2040js in one run: tests/bench/pico.py --rp2040js FOLDER [--rom FILE] [--firmware UF2].

FOLDER is where `npm install rp2040js@1.4.1` was run. Both emulators run the same image and the same loops; ours with its
own boot ROM, rp2040js with the real one. CPU times; each figure is the best of several tries.
"""
import argparse
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
from bench import TRIES, cpu_of
from loops import LOOPS, code

HERE = os.path.dirname(os.path.abspath(__file__))
OURS, THEIRS = 400_000, 20_000  # loops: enough for either to take about a second


def theirs(arguments):
    pieces = [code(name, n) for name in LOOPS for n in (10, THEIRS)]
    command = ["node", os.path.join(HERE, "rp2040js_loop.mjs"), arguments.rp2040js, arguments.rom, arguments.firmware]
    best = None
    for _ in range(TRIES):
        done = subprocess.run(command, input=json.dumps(pieces), capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"pico bench: rp2040js ended with {done.returncode}: {done.stderr.strip()}")
        result = json.loads(done.stdout)
        spent = [piece["seconds"] for piece in result["pieces"]]
        figures = [result["boot"]] + [spent[i + 1] - spent[i] for i in range(0, len(spent), 2)]
        best = figures if best is None else [min(a, b) for a, b in zip(best, figures)]
    return best[0], dict(zip(LOOPS, (THEIRS / s for s in best[1:])))


def ours(arguments):
    run = [arguments.vivarium, "run", "pico", "--firmware", arguments.firmware, "-c"]
    boot = min(cpu_of(run + ["pass"])[1] for _ in range(5))
    speeds = {}
    for name in LOOPS:
        spent = min(cpu_of(run + [code(name, OURS)])[0] - cpu_of(run + [code(name, 10)])[0] for _ in range(TRIES))
        speeds[name] = OURS / spent
    return boot, speeds


def virtual_speed(arguments, name):
    """Loops a virtual second: what a chip at 125 MHz does."""
    script = "import time\n" + code(name, 10).rsplit("print", 1)[0] + \
        f"t=time.ticks_us()\n{name}(20000)\nprint(time.ticks_diff(time.ticks_us(),t))\n"
    run = [arguments.vivarium, "run", "pico", "--firmware", arguments.firmware, "-c", script]
    return 20_000 / (int(subprocess.run(run, capture_output=True, text=True, check=True).stdout) / 1e6)


def main():
    root = os.path.dirname(os.path.dirname(HERE))
    firmware = os.environ.get("VIVARIUM_FIRMWARE", ".")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vivarium", default=os.path.join(root, "build/release/vivarium"))
    parser.add_argument("--rp2040js", required=True)
    parser.add_argument("--rom", default=os.path.join(firmware, "rom/rp2040_bootrom_b1.bin"))
    parser.add_argument("--firmware", default=os.path.join(firmware, "pico/RPI_PICO-20241129-v1.24.1.uf2"))
    arguments = parser.parse_args()
    for needed in (arguments.vivarium, arguments.rom, arguments.firmware,
                   os.path.join(arguments.rp2040js, "node_modules/rp2040js")):
        if not os.path.exists(needed):
            sys.exit(f"pico bench: {needed} is not there")
    our_boot, our_speeds = ours(arguments)
    their_boot, their_speeds = theirs(arguments)
    print(f"process start, boot, one line and end: {our_boot * 1000:.0f} ms; rp2040js to its prompt {their_boot * 1000:.0f} ms of CPU")
    for name, speed in our_speeds.items():
        real = virtual_speed(arguments, name)
        print(f"loop {name}: {speed:9.0f} loops/s, {speed / their_speeds[name]:.0f} x rp2040js ({their_speeds[name]:.0f}), "
              f"{speed / real:.1f} x the chip at 125 MHz ({real:.0f})")


if __name__ == "__main__":
    main()
