# The pulse counter counts what PWM does on the same pin, and pulses by hand.
import time
from machine import PWM, Counter, Pin

counter = Counter(0, Pin(18))  # this makes it an input
pin = Pin(18, Pin.OUT, value=0)
for _ in range(25):
    pin(1)
    pin(0)
print("by hand", counter.value())
counter.value(0)
pwm = PWM(pin, freq=10_000, duty_u16=32768)
time.sleep_ms(100)
pwm.deinit()
print("in 100 ms of 10 kHz", round(counter.value(), -1))
