#!/usr/bin/env python3
"""The ESP32 against Espressif's QEMU in one run: tests/bench/esp32.py --qemu PROGRAM [--firmware BIN].

PROGRAM is qemu-system-xtensa as built of Espressif's fork. Both run the same image from the mask ROM on, and the same
loops; medians of five. Boot is told in processor time and by the clock, for QEMU's guest sees the host's time and waits for it;
loops in processor time, of QEMU that of the thread that had most to do, so that a spinning second core is not held
against it. On a busy computer QEMU's watchdogs may bite; such a run is made once more.
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
# Code and rounds, the same for both.
LOOPS = {
    "x+=i in a function": ("def f(n):\n x=0\n for i in range(n):\n  x+=i\n return x\n", 1_000_000),
    "x+=i in a module": ("def f(n):\n exec('x=0\\nfor i in range(%d):\\n x+=i' % n, {})\n", 200_000),
    "floats": ("def f(n):\n x=0.5\n for i in range(n):\n  x=x*1.0001+0.25\n return x\n", 100_000),
    "lists": ("def f(n):\n for i in range(n):\n  l=[i,i,i,i]\n return l\n", 50_000),
    "viper": ("@micropython.viper\ndef f(n:int)->int:\n x=0\n i=0\n while i<n:\n  x+=i\n  i+=1\n return x\n", 100_000_000),
}


class Qemu(Repl):
    def __init__(self, arguments, image):
        drive = f"file={image},if=mtd,format=raw,snapshot=on"
        super().__init__([arguments.qemu, "-machine", "esp32", "-display", "none", "-serial", "stdio", "-monitor", "none",
                          "-drive", drive], timeout=180)

    def threads(self):
        """Processor seconds of each."""
        def seconds(task):
            return int((task / "schedstat").read_text().split()[0]) / 1e9

        return {task.name: seconds(task) for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()}

    def timed(self, code):
        """What the thread with most to do took for it."""
        before = self.threads()
        self.run(code)
        return max(seconds - before.get(name, 0) for name, seconds in self.threads().items())


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
    start = time.monotonic()
    qemu = Qemu(arguments, image)
    try:
        qemu.read_until(b">>> ")
        return qemu.cpu_seconds(), time.monotonic() - start
    finally:
        qemu.close()


def qemu_loop(arguments, image, text, rounds):
    """Seconds a round, in each of several runs on one machine."""
    qemu = Qemu(arguments, image)
    try:
        qemu.read_until(b">>> ")
        qemu.run(text)
        return statistics.median(
            (qemu.timed(text + f"f({rounds})\n") - qemu.timed(text + "f(10)\n")) / rounds for _ in range(RUNS))
    finally:
        qemu.close()


def medians(runs):
    return [statistics.median(column) for column in zip(*runs)]


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

        theirs = medians(again(lambda: qemu_boot(arguments, image)) for _ in range(RUNS))
        for engine, run in runs.items():
            ours = medians(cpu_of(run + ["pass"]) for _ in range(RUNS))
            for what, mine, peer in zip(("processor", "clock"), ours, theirs):
                print(f"{engine}, mask ROM to the prompt, {what}: {mine:.3f} s, {peer / mine:.1f} x QEMU ({peer:.2f} s)", flush=True)
        for name in arguments.loop:
            text, rounds = LOOPS[name]
            theirs = again(lambda: qemu_loop(arguments, image, text, rounds))
            for engine, run in runs.items():
                ours = our_loop(run, text, rounds)
                print(f"{engine}, {name}: {1 / ours:.0f} rounds/s, {theirs / ours:.2f} x QEMU ({1 / theirs:.0f})", flush=True)


if __name__ == "__main__":
    main()
