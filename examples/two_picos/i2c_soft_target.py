# A target at address 0x31 by moving pins (SDA GP6, SCL GP7): it sends back what it got, each byte with one added. It
# holds the clock whenever it is busy, which is most of the time.
from machine import Pin

for number in 6, 7:
    Pin(number, Pin.OPEN_DRAIN, value=1)
START, STOP = 2, 3


@micropython.viper
def pull(lines: int):
    ptr32(0xD0000024)[0] = lines  # SIO: GPIO_OE_SET


@micropython.viper
def let_go(lines: int):
    ptr32(0xD0000028)[0] = lines  # GPIO_OE_CLR


@micropython.viper
def clock() -> int:  # SDA at a pulse of SCL, or START or STOP
    pins = ptr32(0xD0000004)  # GPIO_IN
    let_go(0x80)
    while not pins[0] & 0x80:
        pass
    level = pins[0] & 0x40
    while True:
        now = pins[0] & 0xC0
        if now < 0x80:
            pull(0x80)
            return level >> 6
        if now & 0x40 != level:
            break
    if level == 0:
        return 3
    pull(0x80)
    return 2


@micropython.viper
def byte_in() -> int:
    byte = 0
    for _ in range(8):
        level = int(clock())
        if level > 1:
            return level << 8
        byte = byte << 1 | level
    return byte


def acknowledge():
    pull(0x40)
    clock()
    let_go(0x40)


@micropython.viper
def byte_out(byte: int) -> int:  # 0: another one is wanted
    for i in range(8):
        if byte >> (7 - i) & 1:
            let_go(0x40)
        else:
            pull(0x40)
        clock()
    let_go(0x40)
    return int(clock())


def serve(got):  # from a START on
    head = byte_in()
    if head >> 1 != 0x31:
        while (event := clock()) < START:
            pass
        return event
    acknowledge()
    if head & 1:
        for byte in got:
            if byte_out(byte + 1):
                break
        return clock()
    got.clear()
    while (event := byte_in()) < 0x100:
        got.append(event)
        acknowledge()
    print("got", bytes(got))
    return event >> 8


got = []
event = STOP
while True:
    event = serve(got) if event == START else clock()
