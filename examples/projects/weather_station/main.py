# Shows temperature and humidity every two seconds; a red LED warns of mould.
from machine import I2C, Pin
import dht
import time


class Lcd:
    """A 16x2 character display behind a PCF8574: P0 RS, P2 E, P3 light, P4 to P7 data."""

    def __init__(self, i2c, address=0x27):
        self.i2c, self.address = i2c, address
        time.sleep_ms(50)
        for nibble, wait in ((3, 5), (3, 1), (3, 1), (2, 1)):
            self.nibble(nibble << 4)
            time.sleep_ms(wait)
        for command in (0x28, 0x0C, 0x06, 0x01):
            self.byte(command, 0)
        time.sleep_ms(2)

    def nibble(self, bits):
        self.i2c.writeto(self.address, bytes((bits | 0x0C, bits | 0x08)))

    def byte(self, value, rs):
        self.nibble(value & 0xF0 | rs)
        self.nibble(value << 4 & 0xF0 | rs)

    def show(self, row, text):
        self.byte(0x80 | row * 0x40, 0)
        for char in "%-16s" % text:
            self.byte(ord(char), 1)


lcd = Lcd(I2C(0, scl=Pin(5), sda=Pin(4), freq=100_000))
sensor = dht.DHT22(Pin(15))
led = Pin(14, Pin.OUT, value=0)
while True:
    try:
        sensor.measure()
        lcd.show(0, "%5.1f C" % sensor.temperature())
        lcd.show(1, "%5.1f %%" % sensor.humidity())
        led.value(sensor.humidity() > 70)
    except OSError:
        lcd.show(0, "no sensor")
        lcd.show(1, "")
        led.off()
    time.sleep(2)
