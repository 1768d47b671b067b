from machine import SPI, Pin

spi = SPI(0, baudrate=1_000_000, polarity=0, phase=1, sck=Pin(18), mosi=Pin(19), miso=Pin(16))
Pin(17, Pin.ALT, alt=Pin.ALT_SPI)  # CSn, by hardware
ready = Pin(2, Pin.IN, Pin.PULL_DOWN)
while not ready.value():
    pass
answer = bytearray(5)
spi.write_readinto(b"hello", answer)
print("controller received", bytes(answer))
