# A square wave at GP15 from four instructions: high for 5 cycles of the state machine, low for 5.
import time
import rp2
from machine import Pin


@rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
def square():
    wrap_target()
    set(pins, 1) [4]
    set(pins, 0) [4]
    wrap()


for freq in (125_000_000, 10_000_000, 3_000_000):
    wave = rp2.StateMachine(4, square, freq=freq, set_base=Pin(15))
    print("state machine at", freq, "Hz")
    wave.active(1)
    time.sleep_us(50)
    wave.active(0)
