# Measures a distance by sound and shows it in centimetres.
from machine import Pin, time_pulse_us
import time

DIGITS = b"\x3f\x06\x5b\x4f\x66\x6d\x7d\x07\x7f\x6f"
BLANK, MINUS = 0x00, 0x40
trigger, echo = Pin(3, Pin.OUT, value=0), Pin(2, Pin.IN)
clk, dio = Pin(16, Pin.OPEN_DRAIN, value=1), Pin(17, Pin.OPEN_DRAIN, value=1)


def tm1637(*commands):
    """Each command is a list of bytes, lowest bit first, between a start and a stop condition."""
    for command in commands:
        dio(0)
        clk(0)
        for byte in command:
            for bit in range(8):
                dio(byte >> bit & 1)
                clk(1)
                clk(0)
            dio(1)  # the display acknowledges
            clk(1)
            clk(0)
        dio(0)
        clk(1)
        dio(1)


def show(segments):
    tm1637([0x40], [0xC0] + segments, [0x8F])


def centimetres():
    trigger(1)
    time.sleep_us(10)
    trigger(0)
    microseconds = time_pulse_us(echo, 1, 30_000)
    return None if microseconds < 0 else microseconds * 0.0343 / 2


while True:
    distance = centimetres()
    if distance is None:
        show([MINUS] * 4)
    else:
        number = "%4d" % round(distance)
        show([BLANK if c == " " else DIGITS[int(c)] for c in number])
    time.sleep_ms(100)
