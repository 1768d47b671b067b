# A piece of metal on GPIO27: touch it with --set metal=1@4s
import time
from machine import Pin, TouchPad

pad = TouchPad(Pin(27))
time.sleep_ms(100)
idle = pad.read()
for _ in range(8):
    print("touched" if pad.read() < idle // 2 else "free")
    time.sleep_ms(500)
