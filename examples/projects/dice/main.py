# Press the button: the die rolls and stops at a number.
from machine import Pin
import time

button = Pin(16, Pin.IN, Pin.PULL_UP)
leds = [Pin(pin, Pin.OUT, value=0) for pin in range(9, 16)]
#  0     4
#  1  3  5
#  2     6
faces = {1: (3,), 2: (0, 6), 3: (0, 3, 6), 4: (0, 2, 4, 6), 5: (0, 2, 3, 4, 6), 6: (0, 1, 2, 4, 5, 6)}


def show(face):
    for i, led in enumerate(leds):
        led.value(i in faces[face])


print("ready")
while True:
    while button.value():
        pass
    rolled = time.ticks_us() % 6 + 1
    for face in (1, 2, 3, 4, 5, 6, rolled):
        show(face)
        time.sleep_ms(50)
    print("rolled", rolled)
    while not button.value():
        pass
    time.sleep_ms(20)
