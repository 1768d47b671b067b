# I2C1 as a target at address 0x42 by its registers: it keeps what is written and gives it back with one added.
from machine import I2C, Pin, mem32

I2C1 = 0x40048000
CON, SAR, DATA_CMD, RAW, CLR_RD_REQ, ENABLE, STATUS = 0x00, 0x08, 0x10, 0x34, 0x50, 0x6C, 0x70

I2C(1, scl=Pin(7), sda=Pin(6))
mem32[I2C1 + ENABLE] = 0
mem32[I2C1 + CON] = 0x200 | 0x20 | 0x04
mem32[I2C1 + SAR] = 0x42
mem32[I2C1 + ENABLE] = 1
print("ready")
kept = []
while True:
    if mem32[I2C1 + STATUS] & 8:  # RFNE
        kept.append(mem32[I2C1 + DATA_CMD] & 0xFF)
        print("got", kept[-1])
    if mem32[I2C1 + RAW] & 0x20:  # RD_REQ: the controller waits for a byte
        mem32[I2C1 + CLR_RD_REQ]
        mem32[I2C1 + DATA_CMD] = kept.pop(0) + 1
