# PWM by LEDC, measured at the pin: how long it is high, in microseconds.
import time
from machine import PWM, Pin, time_pulse_us

pin = Pin(18, Pin.OUT)
for freq, duty in ((1000, 16384), (1000, 49152), (250, 32768), (5000, 6554)):
    pwm = PWM(pin, freq=freq, duty_u16=duty)
    time.sleep_ms(20)
    while pin():
        pass
    high = time_pulse_us(pin, 1)
    print(freq, "Hz", duty, "high for", high, "us")
    pwm.deinit()
