# Blinks while the plant is thirsty.
from machine import ADC, Pin
import time

moisture = ADC(27)
led = Pin(15, Pin.OUT, value=0)
dry, wet = 30, 45  # per cent
thirsty = False
print("ready")
while True:
    percent = moisture.read_u16() * 100 // 65535
    if not thirsty and percent < dry:
        thirsty = True
        print("water me:", percent, "%")
    elif thirsty and percent > wet:
        thirsty = False
        led.off()
        print("thank you:", percent, "%")
    if thirsty:
        led.toggle()
    time.sleep_ms(250)
