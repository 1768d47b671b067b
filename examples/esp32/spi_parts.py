# An ADC on SPI (MCP3008): its first channel measures what GPIO4 puts out.
#   vivarium run examples/esp32/buses.json examples/esp32/spi_parts.py
from machine import SPI, Pin

cs = Pin(5, Pin.OUT, value=1)
spi = SPI(2, baudrate=1_000_000, sck=Pin(18), mosi=Pin(23), miso=Pin(19))


def read(channel):
    answer = bytearray(3)
    cs(0)
    spi.write_readinto(bytes([1, 0x80 | channel << 4, 0]), answer)
    cs(1)
    return (answer[1] & 3) << 8 | answer[2]


source = Pin(4, Pin.OUT)
for level in (0, 1):
    source(level)
    print("GPIO4 is", level, "and reads", read(0))
