# A knob on GPIO34, in millivolts as the chip's calibration has them: turn it with --set knob=0.25@4s
import time
from machine import ADC, Pin

adc = ADC(Pin(34), atten=ADC.ATTN_11DB)
for _ in range(8):
    print(round(adc.read_uv() / 1000), "mV")
    time.sleep_ms(500)
