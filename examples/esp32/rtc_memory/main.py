# Counts its starts in RTC memory, which keeps its content in deep sleep, and says what woke the chip.
import machine

memory = machine.RTC()
starts = int(memory.memory() or b"0") + 1
memory.memory(str(starts).encode())
reset = {machine.PWRON_RESET: "power", machine.DEEPSLEEP_RESET: "deep sleep", machine.SOFT_RESET: "soft reset",
         machine.HARD_RESET: "a reset"}
wake = {0: "nobody", machine.EXT0_WAKE: "ext0", machine.EXT1_WAKE: "ext1", machine.TIMER_WAKE: "the timer"}
print("start {} after {}, woken by {}".format(starts, reset[machine.reset_cause()], wake[machine.wake_reason()]))
button = machine.Pin(33, machine.Pin.IN)
import esp32

esp32.wake_on_ext0(button, esp32.WAKEUP_ANY_HIGH)
machine.deepsleep(1000)
