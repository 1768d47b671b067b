# The watchdog resets the chip when nobody feeds it.
import machine
import time

names = {machine.PWRON_RESET: "power-on", machine.WDT_RESET: "watchdog"}
print("last reset:", names[machine.reset_cause()])
watchdog = machine.WDT(timeout=500)
for _ in range(3):
    time.sleep_ms(400)
    watchdog.feed()
    print("fed")
print("fed no more")
while True:
    pass
