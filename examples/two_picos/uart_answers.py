from machine import UART, Pin

uart = UART(0, baudrate=115200, tx=Pin(0), rx=Pin(1), timeout=60_000)
while True:
    line = uart.readline()
    if line:
        uart.write("%d\n" % (int(line) ** 2))
