# CAN between two boards. MicroPython's releases have no CAN, so this drives the chip's controller, TWAI, by its registers
# (ESP32 Technical Reference Manual, "Two-wire Automotive Interface"): TX is GPIO21, RX is GPIO22, for a transceiver each.
# The board whose GPIO19 is low is the right one.
import time
from machine import Pin, mem32

DPORT_CLK_EN, DPORT_RST_EN, TWAI_BIT = 0x3FF000C0, 0x3FF000C4, 1 << 19
GPIO_IN_SEL, GPIO_OUT_SEL, TWAI_RX_SIGNAL, TWAI_TX_SIGNAL = 0x3FF44130, 0x3FF44530, 94, 123
TWAI = 0x3FF6B000
MODE, CMR, SR, IR, IER, BTR0, BTR1 = (TWAI + 4 * n for n in (0, 1, 2, 3, 4, 6, 7))
ALC, TXERR, BUFFER, RMC = (TWAI + 4 * n for n in (11, 15, 16, 29))
SENT, RECEIVING, BUFFER_FREE = 8, 16, 4
SEND, ABORT, RELEASE = 1, 2, 4
LOST = 1 << 6


def start():
    """25 kbit/s: quanta of 128 cycles of 80 MHz, 1 + 16 + 8 of them a bit."""
    mem32[DPORT_CLK_EN] |= TWAI_BIT
    mem32[DPORT_RST_EN] |= TWAI_BIT
    mem32[DPORT_RST_EN] &= ~TWAI_BIT
    Pin(21, Pin.OUT, value=1)
    Pin(22, Pin.IN)
    mem32[GPIO_OUT_SEL + 4 * 21] = TWAI_TX_SIGNAL
    mem32[GPIO_IN_SEL + 4 * TWAI_RX_SIGNAL] = 1 << 7 | 22
    mem32[BTR0], mem32[BTR1] = 63, 7 << 4 | 15
    for n in range(4, 8):
        mem32[BUFFER + 4 * n] = 0xFF  # accept everything
    mem32[IER] = LOST
    mem32[MODE] = 8


def send(identifier, data=b"", command=SEND):
    mem32[BUFFER] = len(data)
    mem32[BUFFER + 4], mem32[BUFFER + 8] = identifier >> 3, identifier << 5 & 0xE0
    for n, byte in enumerate(data):
        mem32[BUFFER + 12 + 4 * n] = byte
    mem32[CMR] = command


def wait(bit, ms=100):
    until = time.ticks_add(time.ticks_ms(), ms)
    while not mem32[SR] & bit:
        if time.ticks_diff(until, time.ticks_ms()) < 0:
            return False
    return True


def receive(ms=1000):
    until = time.ticks_add(time.ticks_ms(), ms)
    while not mem32[RMC]:
        if time.ticks_diff(until, time.ticks_ms()) < 0:
            return "nothing"
    identifier = mem32[BUFFER + 4] << 3 | mem32[BUFFER + 8] >> 5
    data = bytes(mem32[BUFFER + 12 + 4 * n] for n in range(mem32[BUFFER] & 15))
    mem32[CMR] = RELEASE
    return "{:03x} {}".format(identifier, data.decode())


def left():
    send(0x123, b"hello")
    print("sent" if wait(SENT) else "not sent")
    print("received", receive())
    # While 400 is on the bus the right board wants to send too; then both begin at once, and the lower number wins.
    send(0x400, b"a long 1")
    while not mem32[SR] & BUFFER_FREE:
        pass
    send(0x300, b"second")
    print("received", receive())
    lost, bit = mem32[IR] & LOST, mem32[ALC] & 31
    print("lost arbitration at bit", bit) if lost else print("did not lose")
    print("sent" if wait(SENT) else "not sent")
    print("unplug the other one")
    time.sleep_ms(100)
    send(0x055, b"late")
    print("nobody acknowledges" if not wait(SENT) else "sent?", "errors", mem32[TXERR])
    print("sent at last" if wait(SENT, 2000) else "never sent")


def right():
    print("received", receive(5000))
    send(0x124, b"world")
    while not mem32[SR] & SENT:
        pass
    while not mem32[SR] & RECEIVING:
        pass
    send(0x200, b"first")
    for _ in range(3):
        print("received", receive(5000))


start()
right() if Pin(19, Pin.IN, Pin.PULL_UP).value() == 0 else left()
