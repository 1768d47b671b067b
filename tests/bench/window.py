#!/usr/bin/python3
"""What the window costs and how fast it is: window.py PROGRAM [cost] [latency] [crowd], all of them without a word.

cost     the emulating thread's processor time for the same virtual time, with the window open at 60 frames a second and
         without one
latency  from a click to another picture on the screen, in milliseconds and in frames of 1/60 s
crowd    frames a second with 300 parts and 16 displays, drawn by software

In an X server of its own (Xvfb). Figures are only worth something on a machine that does nothing else; the first is a
ratio of processor times, and stands a little of that."""

import pathlib
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "gui"))
import crowd
from screen import Place

PROJECTS = pathlib.Path(__file__).resolve().parents[2] / "examples/projects"
HERTZ = 100  # of the kernel's clock ticks


def thread_times(process):
    """Seconds of each thread, by its number."""
    times = {}
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        try:
            fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        times[int(task.name)] = (int(fields[11]) + int(fields[12])) / HERTZ
    return times


def processor_time(program, words, place, virtual):
    """Of the thread that emulates, from power-on to a moment of virtual time. Files of traces are written when the run rests."""
    trace = place.folder / "serial.txt"
    trace.unlink(missing_ok=True)
    process = subprocess.Popen([program, *words, "--trace", f"serial={trace}"], env=place.environment, cwd=place.folder,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    best = 0
    while process.poll() is None and not (trace.exists() and trace.stat().st_size):
        times = thread_times(process.pid)
        main = times.pop(process.pid, 0)
        best = max(best, *times.values(), 0) if words[0] == "gui" else main
        time.sleep(0.02)
    process.kill()
    process.wait()
    return best


def cost(program, place):
    circuit, script = str(PROJECTS / "weather_station/circuit.json"), str(PROJECTS / "weather_station/main.py")
    spent = {}
    for _ in range(3):
        for name, end in (("run", "--for"), ("gui", "--at")):
            # The way to 10 s is what starting costs: it is not counted.
            for length in (10, 210):
                words = [name, circuit, script, "--speed", "max", end, f"{length}s"]
                spent.setdefault((name, length), []).append(processor_time(program, words, place, length))
    one, other = (min(spent[name, 210]) - min(spent[name, 10]) for name in ("run", "gui"))
    print(f"cost: 200 s of virtual time take {one:.2f} s of processor time headless, {other:.2f} s with the window: {other / one - 1:+.1%}")


def latency(program, place):
    """A knob on the bench is pressed to another place: its picture changes."""
    cap = lambda c: all(abs(a - b) <= 4 for a, b in zip(c, (0x2A, 0x6B, 0xD0)))

    def story(place):
        button = place.wait_for("the button is there", lambda: place.screen.where(cap, (0, 70, 900, 560)))
        place.wait_until_still((0, 70, 900, 560), 2)
        x, y = (sum(p[i] for p in button) // len(button) for i in (0, 1))
        region = (x - 30, y - 30, x + 30, y + 30)
        hand = subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, env=place.environment, text=True)

        def do(words):
            hand.stdin.write(words + "\n")
            hand.stdin.flush()

        do(f"mousemove {x} {y}")
        time.sleep(1)
        taken = []
        for _ in range(30):
            for words in ("mousedown 1", "mouseup 1"):
                before = place.screen.bytes(region)
                began = time.monotonic()
                do(words)
                while place.screen.bytes(region) == before and time.monotonic() - began < 1:
                    pass
                taken.append(1000 * (time.monotonic() - began))
                time.sleep(0.15 + 0.007 * len(taken) % 0.016)
        hand.stdin.close()
        hand.wait()
        middle, late = statistics.median(taken), sorted(taken)[int(len(taken) * 0.9)]
        print(f"latency: {middle:.1f} ms, {middle * 0.06:.1f} frames; nine of ten within {late:.1f} ms, {late * 0.06:.1f} frames")

    place.play(story, program, PROJECTS / "button_led/circuit.json", "--tab", "Palette")


def crowded(program, place):
    crowd.write(place.folder)
    done = subprocess.run([program, "gui", "circuit.json", "main.py", "--renderer", "software", "--measure", "20s", "--size", "1440x900"],
                          env=place.environment, cwd=place.folder, capture_output=True, text=True)
    print("crowd, 300 parts and 16 displays:", done.stdout.strip() or done.stderr.strip())


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    wanted = sys.argv[2:] or ["cost", "latency", "crowd"]
    with Place(1440, 900) as place:
        for name, measure in (("cost", cost), ("latency", latency), ("crowd", crowded)):
            if name in wanted:
                measure(program, place)


main()
