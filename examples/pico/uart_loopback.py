# UART0 sends at GP0, UART1 listens at GP9. Join these two pins.
import time
from machine import UART, Pin

sender = UART(0, baudrate=9600, tx=Pin(0), rx=Pin(1))
receiver = UART(1, baudrate=9600, tx=Pin(8), rx=Pin(9))
for baud, text in ((9600, b"hello"), (115200, b"loopback"), (1_000_000, b"fast")):
    sender.init(baudrate=baud)
    receiver.init(baudrate=baud)
    sender.write(text)
    sender.flush()
    time.sleep_ms(5)
    print(baud, receiver.read())
