from microbit import *

count = 0
print("press A to count, B to end")
while not button_b.is_pressed():
    if button_a.was_pressed():
        count += 1
        display.show(str(count % 10))
        print("count", count)
    sleep(10)
print("counted", count)
