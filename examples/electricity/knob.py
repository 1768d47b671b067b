# The knob sets the LED's brightness.
import machine, time

knob = machine.ADC(26)
led = machine.PWM(machine.Pin(15), freq=1000)
for _ in range(20):
    value = knob.read_u16()
    led.duty_u16(value)
    print(value)
    time.sleep_ms(100)
