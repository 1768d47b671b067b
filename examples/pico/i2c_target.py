# I2C0 (SDA GP4, SCL GP5) talks to I2C1 (SDA GP6, SCL GP7), which is made a target with a register file of its own
# here. Join GP4 with GP6 and GP5 with GP7.
import machine
from machine import I2C, Pin, mem32

I2C1 = 0x40048000
CON, SAR, DATA_CMD, INTR_STAT, CLR_RD_REQ, ENABLE, STATUS = 0x00, 0x08, 0x10, 0x2C, 0x50, 0x6C, 0x70

controller = I2C(0, scl=Pin(5), sda=Pin(4), freq=400_000)

# I2C1: taken out of reset and its pins set up by the driver, then turned into a target at address 0x42.
I2C(1, scl=Pin(7), sda=Pin(6))
mem32[I2C1 + ENABLE] = 0
mem32[I2C1 + CON] = 0x200 | 0x20 | 0x04  # RX_FIFO_FULL_HLD_CTRL, RESTART_EN, fast; neither master nor SLAVE_DISABLE
mem32[I2C1 + SAR] = 0x42
mem32[I2C1 + ENABLE] = 1

controller.writeto(0x42, b"\x10\x20\x30")
received = []
while mem32[I2C1 + STATUS] & 8:  # RFNE
    received.append(mem32[I2C1 + DATA_CMD] & 0xFF)
print("target received", received)
try:
    controller.writeto(0x43, b"\x00")
except OSError as error:
    print("nobody at 0x43:", error)
