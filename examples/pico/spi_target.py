# SPI0 (SCK GP18, TX GP19, RX GP16, CSn GP17) talks to SPI1 as a target (SCK GP10, RX GP12, TX GP11, CSn GP13).
# Join GP18 with GP10, GP19 with GP12, GP16 with GP11 and GP17 with GP13.
from machine import SPI, Pin, mem32

SPI1 = 0x40040000
CR1, DR, SR = 0x04, 0x08, 0x0C

controller = SPI(0, baudrate=1_000_000, polarity=0, phase=1, sck=Pin(18), mosi=Pin(19), miso=Pin(16))
Pin(17, Pin.ALT, alt=Pin.ALT_SPI)  # CSn, by hardware

SPI(1, polarity=0, phase=1, sck=Pin(10), mosi=Pin(11), miso=Pin(12))
Pin(13, Pin.ALT, alt=Pin.ALT_SPI)
mem32[SPI1 + CR1] = 0
mem32[SPI1 + CR1] = 0x04  # MS: target
mem32[SPI1 + CR1] = 0x06  # and SSE

for byte in b"world":
    mem32[SPI1 + DR] = byte
answer = bytearray(5)
controller.write_readinto(b"hello", answer)
received = bytearray()
while mem32[SPI1 + SR] & 4:  # RNE
    received.append(mem32[SPI1 + DR])
print("controller received", bytes(answer))
print("target received", bytes(received))
