# WiFi where there is nobody: the radio comes up, and hears nothing.
#   vivarium run esp32 examples/esp32/wlan.py
import network

wlan = network.WLAN(network.STA_IF)
print("active", wlan.active(True))
print("heard", wlan.scan())
print("connected", wlan.isconnected())
wlan.active(False)
print("active", wlan.active())
