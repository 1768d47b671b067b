# The chip's own temperature sensor, at the ADC's fifth input. RP2040 Datasheet 4.9.5: 0.706 V at 27 degC,
# -1.721 mV a degree.
import time
from machine import ADC

sensor = ADC(ADC.CORE_TEMP)
for _ in range(3):
    volts = sensor.read_u16() * 3.3 / 65535
    print("%.1f degC" % (27 - (volts - 0.706) / 0.001721))
    time.sleep_ms(500)
