# Fades the LED with PWM: the frequency stays, the duty cycle rises and falls.
import time
from machine import PWM, Pin

led = PWM(Pin("LED"), freq=1000, duty_u16=0)
print("frequency", led.freq())
for step in (0, 1, 2, 3, 4, 3, 2, 1, 0):
    led.duty_u16(step * 65535 // 4)
    print("duty", led.duty_u16())
    time.sleep_ms(20)
led.deinit()
