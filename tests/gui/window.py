#!/usr/bin/python3
"""The window as a person uses it, with a mouse and a keyboard. Without more words: an LED blinks; a button pressed, and
a line typed into the terminal, make one glow; a slider does. With --wiring: an LED and a resistor come from the palette, are
wired by hand and glow, are saved and opened again.

window.py PROGRAM [--wiring] [--keep FOLDER]: in an X server of its own. FOLDER gets a picture of each step. Nothing waits for
a time to pass, but for what is to be seen. Skipped by name where Xvfb, xdotool or the firmware are missing."""

import json
import pathlib
import subprocess
import sys

from screen import Place, skip

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECTS = ROOT / "examples/projects"
WIDTH, HEIGHT = 1280, 800
BENCH, TERMINAL, COLUMN = (0, 70, 912, 562), (6, 606, 904, 792), (925, 74, 1272, 792)
TABS = (950, 50, 1240, 66)
CAP = (0x2A, 0x6B, 0xD0)  # of a push button
GOLD = (0xD8, 0xB0, 0x4A)  # the board's pads
RED_LED = (0xA2, 0x2E, 0x27)  # an LED that is dark
SLIDER = (0x00, 0x72, 0xB2)  # what one takes a slider by
TAB = (0x8D, 0xB9, 0xCF)  # of the panel that is seen


def near(wanted, by):
    return lambda colour: all(abs(a - b) <= by for a, b in zip(colour, wanted))


def bright_green(colour):
    r, g, b = colour
    return g > 190 and g - r > 90 and g - b > 60


def bright_yellow(colour):
    r, g, b = colour
    return r > 230 and g > 190 and b < 120


def halo(colour):
    """Red light on paper."""
    r, g, b = colour
    return r > 235 and 110 < g < 225 and abs(g - b) < 26 and r - g > 25


def dark(colour):
    return max(colour) < 110


def field(colour):
    """Where one writes."""
    return min(colour) >= 0xFE


def middle(points):
    return tuple(sum(p[i] for p in points) // len(points) for i in (0, 1))


def wait_for_prompt(place):
    """The terminal has the interpreter's banner and its prompt: letters in three lines."""
    x0, y0, x1, _ = TERMINAL

    def there():
        return all(place.screen.count(dark, (x0, y0 + 16 * i, x1, y0 + 16 * (i + 1))) > 12 for i in range(3))

    place.wait_for("the board is at its prompt", there)


def to_terminal(place):
    place.click(WIDTH // 4, HEIGHT - 80)


def blink(place):
    glows = lambda: place.screen.count(halo, BENCH) > 300
    place.wait_for("the LED blinks", glows)
    place.step("blink")
    place.wait_for("the LED goes out", lambda: not glows())
    place.wait_for("the LED blinks again", glows)
    print("the LED blinks")


def press(place):
    # By 4: wires may be blue, too.
    cap = place.wait_for("the button is on the bench", lambda: place.screen.where(near(CAP, 4), BENCH))
    wait_for_prompt(place)
    ground = place.screen.count(bright_green, BENCH)  # what is green besides the LED's light
    glows = lambda: place.screen.count(bright_green, BENCH) > ground + 30
    to_terminal(place)
    place.type("from machine import Pin", "b=Pin(14,Pin.IN,Pin.PULL_UP);l=Pin(15,Pin.OUT)")
    place.type("while 1:l.value(1-b.value())", "")
    place.do("mousemove", *middle(cap), "mousedown", 1)
    place.wait_for("the LED glows while the button is held", glows)
    place.step("pressed")
    place.do("mouseup", 1)
    place.wait_for("the LED is dark again", lambda: not glows())
    print("the button lit the LED")
    # Ctrl-C ends the program, and the LED obeys the prompt.
    to_terminal(place)
    place.do("key", "ctrl+c")
    place.type("l.on()")
    place.wait_for("the LED obeys the REPL", glows)
    place.step("repl")
    print("Ctrl-C and the REPL reached the board")


def slide(place):
    """A photoresistor's light, from bright to dark, by its slider."""
    knob = place.wait_for("there is a slider", lambda: place.screen.where(near(SLIDER, 10), (COLUMN[0], 120, COLUMN[2], 200)))
    x, y = middle(knob)
    place.wait_until_still(BENCH)
    ground = place.screen.count(bright_yellow, BENCH)
    glows = lambda: place.screen.count(bright_yellow, BENCH) > ground + 60
    place.drag((x, y), (COLUMN[0] + 12, y))
    place.wait_for("in the dark the LED glows", glows)
    place.step("slider")
    place.drag((COLUMN[0] + 12, y), (x + 40, y))
    place.wait_for("in the light it does not", lambda: not glows())
    print("the slider lit the LED")


class Bench:
    """Places on the bench and on the screen: a Pico's pads tell."""

    def __init__(self, place):
        def pads():
            gold = place.screen.where(near(GOLD, 6), BENCH)
            return gold if len(gold) > 400 else None

        place.wait_for("the board is on the bench", pads)
        place.wait_until_still(BENCH)  # all of it
        gold = pads()
        x0 = min(x for x, _ in gold)
        left = [(x, y) for x, y in gold if x < x0 + 18]
        x1 = max(x for x, _ in left)
        top, bottom = min(y for _, y in left), max(y for _, y in left)
        radius = (x1 - x0) / 2
        self.column, self.first, last = (x0 + x1) / 2, top + radius, bottom - radius
        self.scale = (last - self.first) / 190  # twenty pads, ten apart

    def at(self, x, y):
        """The first pad is at 5, 10."""
        return round(self.column + (x - 5) * self.scale), round(self.first + (y - 10) * self.scale)

    def pad(self, number):
        return self.at(5, 10 * number)


def read(file):
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError):
        return {}


def take_part(place, palette, name, to):
    """From the palette to the bench."""
    paper = place.screen.bytes(BENCH)
    place.click(*palette)

    def search():
        white = place.screen.where(field, (COLUMN[0], 74, COLUMN[2], 100))
        return white if len(white) > 3000 else None

    place.click(*middle(place.wait_for("the palette is there", search)))
    place.do("key", "ctrl+a")
    place.do("type", name)
    # Its name in bold, then nothing more of the list than before.
    place.wait_until_still(COLUMN)
    place.step(f"search-{name}")
    place.drag((COLUMN[0] + 60, 150), to)
    place.wait_for(f"the {name} is on the bench", lambda: place.screen.bytes(BENCH) != paper)
    place.wait_until_still(BENCH)


def wire(place):
    """An LED behind a resistor, from the palette to its light."""
    bench = Bench(place)
    wait_for_prompt(place)
    tab = place.wait_for("the palette's tab is there", lambda: place.screen.where(near(TAB, 6), TABS))
    for name, (x, y) in (("led", (-95, 120)), ("resistor", (-115, 190))):
        take_part(place, middle(tab), name, bench.at(x + 20, y + 20))
    file = place.folder / "circuit.json"
    # Where they stand is in the file. Ctrl-S asks for its name.
    corner = bench.at(-130, 60)
    place.click(*corner)
    place.do("key", "ctrl+s")
    place.do("key", "Return")
    saved = place.wait_for("the circuit is saved", lambda: read(file))
    place.step("saved")
    led, resistor = (saved["layout"][name] for name in ("led", "resistor"))
    place.drag(bench.pad(20), bench.at(resistor["x"] + 60, resistor["y"] + 15))  # GP15
    place.drag(bench.at(resistor["x"], resistor["y"] + 15), bench.at(led["x"] + 5, led["y"] + 55))
    place.drag(bench.at(led["x"] + 15, led["y"] + 55), bench.pad(18))  # GND
    place.wait_until_still(BENCH)
    place.step("wired")
    before = place.screen.count(halo, BENCH)
    to_terminal(place)
    place.type("from machine import Pin", "l=Pin(15,Pin.OUT)", "l.on()")
    place.wait_for("the LED that was wired by hand glows", lambda: place.screen.count(halo, BENCH) > before + 100)
    place.step("glows")
    print("an LED wired by hand glows")
    place.click(*corner)
    place.do("key", "ctrl+s")
    place.wait_for("its wires are saved", lambda: len(read(file).get("wires", [])) == 3)


def reopen(place):
    place.wait_for("the LED is there again", lambda: place.screen.count(near(RED_LED, 8), BENCH) > 60)
    wait_for_prompt(place)
    place.step("reopened")
    print("saved and opened again")


SCENARIO = {
    "name": "what was wired by hand", "circuit": "circuit.json", "script": "on.py",
    "steps": [{"wait": "500 ms"}, {"expect": {"part": "led", "brightness": {"above": 0.2}}}, {"expect": {"log": "clean"}}],
}


def test_saved(place, program):
    """The saved circuit is one for every other command, too."""
    (place.folder / "on.py").write_text("from machine import Pin\nPin(15, Pin.OUT).on()\n")
    (place.folder / "scenario.json").write_text(json.dumps(SCENARIO))
    for command in (["check", "circuit.json"], ["test", "scenario.json"]):
        done = subprocess.run([program, *command], cwd=place.folder, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"vivarium {' '.join(command)}: {done.stdout}{done.stderr}")
    print("what was saved passes check and test")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    if "    * " not in subprocess.run([program, "firmware", "pico"], capture_output=True, text=True).stdout:
        skip("there is no firmware for the pico")
    keep = sys.argv[sys.argv.index("--keep") + 1] if "--keep" in sys.argv else None
    with Place(WIDTH, HEIGHT, keep) as place:
        if "--wiring" in sys.argv:
            place.play(wire, program, "pico", "--tab", "Palette")
            test_saved(place, program)
            place.play(reopen, program, "circuit.json")
        else:
            place.play(blink, program, PROJECTS / "blink")
            place.play(press, program, PROJECTS / "button_led/circuit.json")
            place.play(slide, program, PROJECTS / "night_light/circuit.json", PROJECTS / "night_light/main.py", "--choose", "light")


main()
