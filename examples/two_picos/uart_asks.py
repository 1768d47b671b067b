from machine import UART, Pin

uart = UART(0, baudrate=115200, tx=Pin(0), rx=Pin(1), timeout=1000)
total = 0
for number in range(10):
    uart.write("%d\n" % number)
    answer = uart.readline()
    print(number, "squared is", answer.decode().strip())
    total += int(answer)
print("sum", total)
