# Shows the time, and beeps from seven o'clock on until the button is pressed.
from machine import Pin, RTC
import time

ALARM = (7, 0)
DIGITS = b"\x3f\x06\x5b\x4f\x66\x6d\x7d\x07\x7f\x6f"
COLON = 0x80
rtc = RTC()
rtc.datetime((2026, 6, 1, 0, 6, 59, 57, 0))
clk, dio = Pin(16, Pin.OPEN_DRAIN, value=1), Pin(17, Pin.OPEN_DRAIN, value=1)
buzzer = Pin(15, Pin.OUT, value=0)
button = Pin(14, Pin.IN, Pin.PULL_UP)


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


ringing = rung = False
while True:
    _, _, _, _, hour, minute, second, _ = rtc.datetime()
    segments = [DIGITS[int(digit)] for digit in "%02d%02d" % (hour, minute)]
    if second % 2 == 0:
        segments[1] |= COLON
    tm1637([0x40], [0xC0] + segments, [0x8F])
    if (hour, minute) != ALARM:
        rung = False
    elif not rung:
        ringing = rung = True
        print("wake up")
    if ringing and not button.value():
        ringing = False
        print("good morning")
    buzzer.value(ringing and time.ticks_ms() % 500 < 250)
    time.sleep_ms(20)
