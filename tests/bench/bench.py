#!/usr/bin/env python3
"""Ratios against QEMU and between our engines, from one run: tests/bench/bench.py [--vivarium PROGRAM] [--firmware HEX].

Each figure is the best of several tries in CPU time, since a busy machine only ever adds to it. QEMU is Debian's
qemu-system-arm, `-M microbit`, the same image, the same loops over its serial REPL.
"""
import argparse
import os
import pty
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(__file__))
from loops import LOOPS, code
from repl import Repl

TRIES = 3
FIRMWARE = "/usr/share/firmware-microbit-micropython/firmware.hex"


def cpu_of(command):
    """CPU and wall seconds of one run to its end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench: {' '.join(command[:4])} … ended with {done.returncode}: {done.stderr.strip()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - start


def ours(arguments, name, loops, engine):
    def once(n):
        return cpu_of([arguments.vivarium, "run", "microbit", "--firmware", arguments.firmware, "--engine", engine, "-c", code(name, n)])[0]

    return loops / min(max(once(loops) - once(10), 1e-6) for _ in range(TRIES))


def qemu(arguments, loops):
    repl = Repl(["qemu-system-arm", "-M", "microbit", "-device", "loader,file=" + arguments.firmware, "-display", "none",
                 "-serial", "stdio", "-monitor", "none"])
    speeds = {}
    try:
        for name in LOOPS:
            best = None
            for _ in range(TRIES):
                before = repl.cpu_seconds()
                repl.run(code(name, 10))
                middle = repl.cpu_seconds()
                repl.run(code(name, loops))
                spent = repl.cpu_seconds() - middle - (middle - before)
                best = spent if best is None else min(best, spent)
            speeds[name] = loops / best
    finally:
        repl.close()
    return speeds


def to_prompt(command, keys=b""):
    """Wall seconds from the start of a process on a terminal until it shows the prompt. Keys are typed when it is there."""
    start = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.execv(command[0], command)
    screen = b""
    try:
        while not screen.endswith(b">>> "):
            ready, _, _ = select.select([terminal], [], [], 20)
            if not ready:
                sys.exit(f"bench: no prompt; the terminal shows {screen[-200:]!r}")
            screen += os.read(terminal, 4096)
            if keys and b"to leave." in screen:
                os.write(terminal, keys)
                keys = b""
        return time.monotonic() - start
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def boot_and_restore(arguments):
    run = [arguments.vivarium, "run", "microbit", "--speed", "max"]
    boot = min(to_prompt(run + ["--firmware", arguments.firmware]) for _ in range(10))
    print(f"process start, boot to the prompt: {boot * 1000:.0f} ms (goal: 50)")
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "booted")
        cpu_of([arguments.vivarium, "snapshot", "save", "microbit", file, "--firmware", arguments.firmware, "-c", "pass"])
        # It was saved in the raw REPL: Ctrl-B brings the prompt.
        restore = min(to_prompt(run + ["--load-snapshot", file], b"\x02") for _ in range(10))
    print(f"process start, snapshot restored, Ctrl-B and the prompt: {restore * 1000:.0f} ms (goal: 50)")


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vivarium", default=os.path.join(root, "build/release/vivarium"))
    parser.add_argument("--firmware", default=FIRMWARE)
    parser.add_argument("--loops", type=int, default=400_000)
    arguments = parser.parse_args()
    for needed in (arguments.vivarium, arguments.firmware):
        if not os.path.exists(needed):
            sys.exit(f"bench: {needed} is not there")

    listed = subprocess.run([arguments.vivarium, "--version"], capture_output=True, text=True).stdout
    engines = [engine for engine in ("interpreter", "jit") if engine in listed]
    # Every loop takes about as long as the others, so that none is lost in the grain of the clock.
    loops = {"interpreter": arguments.loops, "jit": 4 * arguments.loops}
    speeds = {(engine, name): ours(arguments, name, loops[engine], engine) for engine in engines for name in LOOPS}
    if shutil.which("qemu-system-arm"):
        peer = qemu(arguments, arguments.loops)
        for (engine, name), speed in speeds.items():
            print(f"{engine}, loop {name}: {speed:9.0f} loops/s, {speed / peer[name]:.2f} x QEMU ({peer[name]:.0f})")
    else:
        print("QEMU: skipped, qemu-system-arm is not installed")
    if "unicorn" in listed:
        slow = {name: ours(arguments, name, arguments.loops // 40, "unicorn") for name in LOOPS}
        for (engine, name), speed in speeds.items():
            print(f"{engine}, loop {name}: {speed / slow[name]:.0f} x the Unicorn engine ({slow[name]:.0f}), which steps single instructions")
    else:
        print("Unicorn: skipped, the engine is not built")

    boot_and_restore(arguments)
    run = [arguments.vivarium, "run", "microbit", "--firmware", arguments.firmware, "-c"]
    best = min((cpu_of(run + ["pass"]) for _ in range(5)), key=lambda t: t[1])
    print(f"process start, boot, one line and end: {best[1] * 1000:.0f} ms")
    cpu, wall = min(cpu_of(run + ["import microbit\nmicrobit.sleep(3600*1000)"]) for _ in range(TRIES))
    print(f"an hour of sleep with the display's interrupt: {cpu:.2f} s")
    cpu, wall = min(cpu_of(run + ["import microbit\nmicrobit.display.off()\nmicrobit.sleep(3600*1000)"]) for _ in range(TRIES))
    print(f"an hour of sleep with the display off: {cpu:.2f} s")


if __name__ == "__main__":
    main()
