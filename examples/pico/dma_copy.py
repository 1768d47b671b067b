# Copies memory with a DMA channel, by its registers.
import uctypes
from machine import mem32

CH = 0x50000000 + 0x40 * 11
READ_ADDR, WRITE_ADDR, TRANS_COUNT, CTRL_TRIG = CH, CH + 4, CH + 8, CH + 12

source = bytes(range(256)) * 4
target = bytearray(len(source))
mem32[READ_ADDR] = uctypes.addressof(source)
mem32[WRITE_ADDR] = uctypes.addressof(target)
mem32[TRANS_COUNT] = len(source) // 4
# TREQ_SEL permanent, CHAIN_TO itself, both addresses rise, words, enabled
mem32[CTRL_TRIG] = 0x3F << 15 | 11 << 11 | 1 << 5 | 1 << 4 | 2 << 2 | 1
while mem32[CTRL_TRIG] & 1 << 24:  # BUSY
    pass
print("copied", len(target), "bytes:", bytes(target) == source)
