#!/usr/bin/env python3
"""The ESP32 against Espressif's QEMU in one run: tests/bench/esp32.py --qemu PROGRAM [--firmware BIN].

PROGRAM is qemu-system-xtensa as built of Espressif's fork. Both run the same image from the mask ROM on, and the same
loops. Processor time, medians of five; of QEMU's threads the one that had most to do counts, so that a spinning second
core is not held against it. QEMU's guest sees the host's time: on a busy computer its watchdogs may bite; such a run is
made once more.
"""
import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(__file__))
from bench import cpu_of
from repl import Repl

RUNS = 5
FLASH, OFFSET = 4 << 20, 0x1000
ENGINES = ("interpreter", "jit")
# Code, rounds for ours, rounds for QEMU.
LOOPS = {
    "x+=i in a function": ("def f(n):\n x=0\n for i in range(n):\n  x+=i\n return x\n", 1_000_000, 200_000),
    "x+=i in a module": ("def f(n):\n exec('x=0\\nfor i in range(%d):\\n x+=i' % n, {})\n", 400_000, 100_000),
    "floats": ("def f(n):\n x=0.5\n for i in range(n):\n  x=x*1.0001+0.25\n return x\n", 300_000, 60_000),
    "lists": ("def f(n):\n for i in range(n):\n  l=[i,i,i,i]\n return l\n", 200_000, 40_000),
    "viper": ("@micropython.viper\ndef f(n:int)->int:\n x=0\n i=0\n while i<n:\n  x+=i\n  i+=1\n return x\n", 40_000_000, 20_000_000),
}


class Qemu(Repl):
    def __init__(self, arguments, image):
        drive = f"file={image},if=mtd,format=raw,snapshot=on"
        super().__init__([arguments.qemu, "-machine", "esp32", "-display", "none", "-serial", "stdio", "-monitor", "none",
                          "-drive", drive], timeout=180)

    def busiest(self):
        """Processor seconds of the thread that had most to do."""
        def seconds(task):
            fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

        return max(seconds(task) for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir())


def again(what, attempts=4):
    """What the host's load may spoil."""
    for left in range(attempts, 0, -1):
        try:
            return what()
        except (TimeoutError, EOFError, RuntimeError) as e:
            if left == 1:
                sys.exit(f"esp32 bench: QEMU did not get through: {e}")
            time.sleep(1)


def qemu_boot(arguments, image):
    qemu = Qemu(arguments, image)
    try:
        qemu.read_until(b">>> ")
        return qemu.busiest()
    finally:
        qemu.close()


def qemu_loop(arguments, image, text, rounds):
    """Seconds a round, in each of several runs on one machine."""
    qemu = Qemu(arguments, image)
    try:
        qemu.read_until(b">>> ")
        qemu.run(text)
        found = []
        for _ in range(RUNS):
            times = [qemu.busiest()]
            for n in (10, rounds):
                qemu.run(text + f"f({n})\n")
                times.append(qemu.busiest())
            found.append(((times[2] - times[1]) - (times[1] - times[0])) / rounds)
        return statistics.median(found)
    finally:
        qemu.close()


def our_loop(run, text, rounds):
    return statistics.median(
        (cpu_of(run + [text + f"f({rounds})\n"])[0] - cpu_of(run + [text + "f(10)\n"])[0]) / rounds for _ in range(RUNS))


def main():
    root = pathlib.Path(__file__).resolve().parent.parent.parent
    firmware = os.environ.get("VIVARIUM_FIRMWARE", ".")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vivarium", default=root / "build/release/vivarium")
    parser.add_argument("--qemu", required=True)
    parser.add_argument("--firmware", default=os.path.join(firmware, "esp32/ESP32_GENERIC-20250911-v1.26.1.bin"))
    parser.add_argument("--loop", nargs="+", choices=LOOPS, default=list(LOOPS), help="these loops only")
    arguments = parser.parse_args()
    for needed in (arguments.vivarium, arguments.qemu, arguments.firmware):
        if not os.path.exists(needed):
            sys.exit(f"esp32 bench: {needed} is not there")
    with tempfile.TemporaryDirectory(prefix="vivarium-bench-") as folder:
        image = os.path.join(folder, "flash.bin")
        flash = b"\xff" * OFFSET + pathlib.Path(arguments.firmware).read_bytes()
        pathlib.Path(image).write_bytes(flash.ljust(FLASH, b"\xff"))
        runs = {e: [arguments.vivarium, "run", "esp32", "--engine", e, "--firmware", arguments.firmware, "-c"] for e in ENGINES}

        theirs = statistics.median(again(lambda: qemu_boot(arguments, image)) for _ in range(RUNS))
        for engine, run in runs.items():
            ours = statistics.median(cpu_of(run + ["pass"])[0] for _ in range(RUNS))
            print(f"{engine}, from the mask ROM to the prompt: {ours:.3f} s, {theirs / ours:.1f} x QEMU ({theirs:.2f} s)", flush=True)
        for name in arguments.loop:
            text, for_ours, for_qemu = LOOPS[name]
            theirs = again(lambda: qemu_loop(arguments, image, text, for_qemu))
            for engine, run in runs.items():
                ours = our_loop(run, text, for_ours)
                print(f"{engine}, {name}: {1 / ours:.0f} rounds/s, {theirs / ours:.2f} x QEMU ({1 / theirs:.0f})", flush=True)


if __name__ == "__main__":
    main()
