# A card on SPI, mounted as a file system.
#   vivarium run examples/esp32/buses.json examples/esp32/sd_card.py
import machine, os

card = machine.SDCard(slot=2, sck=14, mosi=13, miso=12, cs=15)
print("capacity", card.info()[0] >> 20, "MiB")
os.mount(card, "/sd")
with open("/sd/hello.txt", "w") as file:
    file.write("written on the card")
print(os.listdir("/sd"))
with open("/sd/hello.txt") as file:
    print(file.read())
os.umount("/sd")
