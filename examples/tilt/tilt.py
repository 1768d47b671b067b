from microbit import *

LIMIT = 300  # thousandths of g

last = None
for reading in range(40):
    x = accelerometer.get_x()
    side = "left" if x < -LIMIT else "right" if x > LIMIT else "level"
    if side != last:
        display.show({"left": Image.ARROW_W, "right": Image.ARROW_E, "level": Image("00000:00000:99999:00000:00000")}[side])
        print(side, x)
        last = side
    sleep(100)
