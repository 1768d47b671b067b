# UART1 on GPIO22 (TX) and GPIO23 (RX), which the board wired.json joins: at three speeds, with parity, with a pause.
from machine import UART
import time

text = bytes(range(32, 127))
for baud in (9600, 115200, 921600):
    port = UART(1, baudrate=baud, tx=22, rx=23, timeout=50)
    begin = time.ticks_us()
    port.write(text)
    heard = port.read(len(text))
    took = time.ticks_diff(time.ticks_us(), begin)
    print(baud, heard == text, "in time" if took >= len(text) * 10_000_000 // baud else "too soon")
port.init(baudrate=19200, bits=7, parity=1, stop=2, tx=22, rx=23, timeout=50)
port.write("odd parity\n")
print(port.readline())
print("nothing more:", port.read(1))
