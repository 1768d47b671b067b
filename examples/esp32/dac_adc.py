# The DAC of GPIO25 makes voltages, the ADC of GPIO34 measures them: on the board wired.json.
import time
from machine import ADC, DAC, Pin

dac, adc = DAC(Pin(25)), ADC(Pin(34), atten=ADC.ATTN_11DB)
for code in (40, 80, 120, 160, 200):
    dac.write(code)
    time.sleep_ms(1)
    print(round(code * 3300 / 255), "mV made,", round(adc.read_uv() / 1000), "mV measured")
