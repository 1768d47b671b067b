"""Drives a console through pyserial's rfc2217://. Usage: rfc2217_client.py PORT. The guest at the other end echoes.

Exit status 0: all well. 1: a check failed, told on stderr. 77: pyserial is not there.
"""
import sys

try:
    import serial
except ImportError:
    sys.exit(77)


def check(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: got {got!r}, wanted {wanted!r}")


def main():
    port = serial.serial_for_url(f"rfc2217://127.0.0.1:{sys.argv[1]}", baudrate=9600, timeout=5)

    every_byte = bytes(range(256)) + b"\r\n\r\0\xff\xff\xff\xf0"
    port.write(every_byte)
    check("echo of every byte", port.read(len(every_byte)), every_byte)

    port.baudrate = 16776960  # 0x00ffff00: to be escaped on the wire
    port.parity = serial.PARITY_EVEN
    port.stopbits = serial.STOPBITS_TWO
    check("CTS", port.cts, True)
    check("DSR", port.dsr, True)
    check("carrier", port.cd, True)
    check("ring", port.ri, False)
    port.dtr = False
    port.rts = False
    port.break_condition = True
    port.break_condition = False
    port.reset_input_buffer()
    port.reset_output_buffer()

    big = bytes(i * 7 & 255 for i in range(100_000))
    port.write(big)
    check("length of the echo of much", len(echo := port.read(len(big))), len(big))
    check("echo of much", echo == big, True)
    port.close()


main()
