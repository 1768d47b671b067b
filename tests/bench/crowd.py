"""A crowded bench: 300 parts on a Pico, 16 displays among them, and a program that keeps all of them busy.

crowd.py FOLDER [PARTS [DISPLAYS]] writes circuit.json and main.py."""

import json
import pathlib
import sys

COLOUR = ("st7735", "ili9341", "st7789", "st7735")
CHIP_SELECTS = [f"GP{n}" for n in range(2, 14)]  # of displays on SPI
LAMP_PINS = ("GP14", "GP15", "GP16", "GP17", "GP21", "GP22")

PROGRAM = """\
import time
from machine import I2C, PWM, Pin, SPI
spi = SPI(0, 24_000_000, sck=Pin(18), mosi=Pin(19))
dc = Pin(20, Pin.OUT)
selects = [Pin(n, Pin.OUT, value=1) for n in range(2, 2 + SELECTS)]
def send(cs, command, data=b''):
    cs(0); dc(0); spi.write(bytes([command])); dc(1)
    if data: spi.write(data)
    cs(1)
for cs in selects:
    send(cs, 0x11); time.sleep_ms(5)
    send(cs, 0x3A, b'\\x55'); send(cs, 0x29)
small = [(I2C(0, sda=Pin(0), scl=Pin(1), freq=400_000), a) for a in (60, 61)]
small += [(I2C(1, sda=Pin(26), scl=Pin(27), freq=400_000), a) for a in (60, 61)]
small = small[:SMALL]
for bus, address in small:
    for c in (0xAE, 0x20, 0x00, 0x8D, 0x14, 0xAF): bus.writeto(address, bytes([0, c]))
lamps = [PWM(Pin(n), freq=1000) for n in (14, 15, 16, 17, 21, 22)]
print('busy')
n = 0
while True:
    n += 1
    row = bytes(((x * n) >> 3) & 255 for x in range(256)) * 8
    cs = selects[n % len(selects)] if selects else None
    if cs:
        send(cs, 0x2A, bytes([0, 0, 0, 127])); send(cs, 0x2B, bytes([0, n % 128, 0, 159])); send(cs, 0x2C, row)
    if small:
        bus, address = small[n % len(small)]
        bus.writeto(address, b'\\x40' + row[:256])
    for i, lamp in enumerate(lamps): lamp.duty_u16((n * 997 + i * 9000) % 65536)
"""


def crowd(parts=300, displays=16):
    things, wires, layout = {}, [], {"pico": [0, 0]}
    small = max(0, min(4, displays - 4))
    selected = min(displays - small, len(CHIP_SELECTS))
    x, y = 260, 0
    for i in range(selected):
        name = f"screen{i}"
        things[name] = {"type": COLOUR[i % len(COLOUR)]}
        wires += [[f"pico:GP18", f"{name}:SCK"], [f"pico:GP19", f"{name}:MOSI"], ["pico:GP20", f"{name}:DC"],
                  [f"pico:{CHIP_SELECTS[i]}", f"{name}:CS"], ["pico:3V3", f"{name}:VCC"], ["pico:GND", f"{name}:GND"],
                  ["pico:3V3", f"{name}:RES"], ["pico:3V3", f"{name}:BL"]]
        layout[name] = [x + (i % 6) * 320, y + (i // 6) * 460]
    for i in range(small):
        name, (sda, scl) = f"oled{i}", (("GP0", "GP1"), ("GP26", "GP27"))[i // 2]
        things[name] = {"type": "ssd1306", "address": 60 + i % 2}
        wires += [[f"pico:{sda}", f"{name}:SDA"], [f"pico:{scl}", f"{name}:SCL"], ["pico:3V3", f"{name}:VCC"],
                  ["pico:GND", f"{name}:GND"]]
        layout[name] = [x + i * 320, y + 920]
    lamps = (parts - len(things)) // 2
    columns = 24
    for i in range(lamps):
        led, resistor, pin = f"led{i}", f"r{i}", LAMP_PINS[i * len(LAMP_PINS) // lamps]
        things[led] = {"type": "led", "color": ("red", "green", "blue", "yellow")[i % 4]}
        things[resistor] = {"type": "resistor", "ohms": 2200}
        wires += [[f"pico:{pin}", f"{resistor}:a"], [f"{resistor}:b", f"{led}:anode"], [f"{led}:cathode", "pico:GND"]]
        left, top = x + (i % columns) * 100, y + 1120 + (i // columns) * 160
        layout[led], layout[resistor] = [left + 15, top], [left, top + 100]
    return {"title": f"{len(things)} parts", "boards": {"pico": "pico"}, "parts": things, "wires": wires, "layout": layout}, \
        PROGRAM.replace("SELECTS", str(selected)).replace("SMALL", str(small))


def write(folder, parts=300, displays=16):
    circuit, program = crowd(parts, displays)
    folder = pathlib.Path(folder)
    (folder / "circuit.json").write_text(json.dumps(circuit))
    (folder / "main.py").write_text(program)


if __name__ == "__main__":
    write(sys.argv[1], *map(int, sys.argv[2:4]))
