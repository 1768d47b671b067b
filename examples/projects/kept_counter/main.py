# Counts how often it was started. The number is in an EEPROM, and goes out on a UART.
from machine import I2C, Pin, UART
import time

PLACE = 0x10
memory = I2C(0, scl=Pin(5), sda=Pin(4), freq=400_000)
report = UART(1, 9600, tx=Pin(8), rx=Pin(9))


def count():
    (number,) = memory.readfrom_mem(0x50, PLACE, 1, addrsize=16)
    number = (number + 1) % 256
    memory.writeto_mem(0x50, PLACE, bytes([number]), addrsize=16)
    time.sleep_ms(10)  # it is busy meanwhile
    report.write("started %d times before\n" % number)


count()
count()
time.sleep_ms(50)
print("done")
