# Each knob sets one colour.
from machine import ADC, PWM, Pin
import time

knobs = [ADC(pin) for pin in (26, 27, 28)]
colours = [PWM(Pin(pin), freq=1000, duty_u16=0) for pin in (13, 14, 15)]

while True:
    for knob, colour in zip(knobs, colours):
        colour.duty_u16(knob.read_u16())
    time.sleep_ms(20)
