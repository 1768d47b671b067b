# The real-time clock over the end of a leap year's February.
import time
from machine import RTC

clock = RTC()
clock.datetime((2024, 2, 28, 2, 23, 59, 58, 0))
for _ in range(4):
    print(clock.datetime())
    time.sleep_ms(1100)
