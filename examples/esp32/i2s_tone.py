# A tone of 441 Hz on I2S, for an amplifier on GPIO26 (BCLK), GPIO25 (LRC) and GPIO33 (DIN).
#   vivarium run examples/esp32/buses.json examples/esp32/i2s_tone.py
from machine import I2S, Pin
import math, struct

RATE, TONE = 22050, 441
period = bytearray()
for i in range(RATE // TONE):
    sample = int(20000 * math.sin(2 * math.pi * i * TONE / RATE))
    period += struct.pack("<hh", sample, sample)

audio = I2S(1, sck=Pin(26), ws=Pin(25), sd=Pin(33), mode=I2S.TX, bits=16, format=I2S.STEREO, rate=RATE, ibuf=4000)
written = 0
for _ in range(20):
    written += audio.write(period)
print("played", written // 4, "frames")
audio.deinit()
