# Plays a tune when the button is pressed.
from machine import PWM, Pin
import time

NOTES = {"c": 262, "d": 294, "e": 330, "f": 349, "g": 392, "a": 440, "h": 494, "C": 523}
TUNE = "c1 d1 e1 f1 g2 g2 a1 a1 a1 a1 g4"  # note and length in quarters of a second
button = Pin(14, Pin.IN, Pin.PULL_UP)
pin = Pin(16)

print("press")
while True:
    if not button.value():
        pwm = PWM(pin, freq=NOTES["c"], duty_u16=0)
        for note, length in TUNE.split():
            pwm.freq(NOTES[note])
            pwm.duty_u16(32768)
            time.sleep_ms(250 * int(length) - 20)
            pwm.duty_u16(0)
            time.sleep_ms(20)
        pwm.deinit()
        print("done")
    time.sleep_ms(10)
