# A piece of metal on GPIO27: touch it with --set metal=1@2s, let go with --set metal=0@3s
import time
from machine import Pin, TouchPad

pad = TouchPad(Pin(27))
time.sleep_ms(100)
idle = pad.read()
before = None
for _ in range(80):
    now = "touched" if pad.read() < idle // 2 else "free"
    if now != before:
        print(now)
    before = now
    time.sleep_ms(50)
