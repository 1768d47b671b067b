# SPI1 as a target by its registers; GP2 says that it is ready.
from machine import SPI, Pin, mem32

SPI1 = 0x40040000
CR1, DR, SR = 0x04, 0x08, 0x0C

ready = Pin(2, Pin.OUT, value=0)
SPI(1, polarity=0, phase=1, sck=Pin(10), mosi=Pin(11), miso=Pin(12))
Pin(13, Pin.ALT, alt=Pin.ALT_SPI)
mem32[SPI1 + CR1] = 0
mem32[SPI1 + CR1] = 0x04  # MS: target
mem32[SPI1 + CR1] = 0x06  # and SSE
for byte in b"world":
    mem32[SPI1 + DR] = byte
ready(1)
received = bytearray()
while len(received) < 5:
    if mem32[SPI1 + SR] & 4:  # RNE
        received.append(mem32[SPI1 + DR])
print("target received", bytes(received))
