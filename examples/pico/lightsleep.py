# Sleeps with most clocks stopped; a timer wakes the chip.
import machine
import time

for ms in (10, 200, 1000):
    time.sleep_ms(20)  # what was printed is on its way to the computer: USB's interrupts would end the sleep
    began = time.ticks_us()
    machine.lightsleep(ms)
    print("slept", round(time.ticks_diff(time.ticks_us(), began) / 1000), "ms, at", machine.freq(), "Hz again")
