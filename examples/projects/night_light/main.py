# The darker it is, the brighter the LED.
from machine import ADC, PWM, Pin
import time

light = ADC(26)  # high in the dark: the photoresistor is below
led = PWM(Pin(15), freq=1000, duty_u16=0)
dark, bright = 40000, 20000

while True:
    reading = light.read_u16()
    part = min(max((reading - bright) / (dark - bright), 0), 1)
    led.duty_u16(int(part * 65535))
    time.sleep_ms(20)
