from microbit import *

display.show(Image.HAPPY)
print("Hello from the micro:bit!")
sleep(100)
