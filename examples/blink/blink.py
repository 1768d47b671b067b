from microbit import *

heart = [Image.HEART, Image.HEART_SMALL]

for beat in range(3):
    for image in heart:
        display.show(image)
        sleep(200)
    print("beat", beat + 1)
display.clear()
sleep(400)
