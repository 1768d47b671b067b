# The chip's four timers: two that repeat, one that fires once, one that counts what the others did.
import time
from machine import Timer

counts = [0, 0, 0]


def count(i):
    counts[i] += 1


fast, slow, once, watch = (Timer(n) for n in range(4))
snapshots = []
begin = time.ticks_us()
fast.init(period=5, mode=Timer.PERIODIC, callback=lambda t: count(0))
slow.init(freq=50, mode=Timer.PERIODIC, callback=lambda t: count(1))
once.init(period=30, mode=Timer.ONE_SHOT, callback=lambda t: count(2))
watch.init(period=102, mode=Timer.ONE_SHOT, callback=lambda t: snapshots.append(list(counts)))
while not snapshots:
    pass
for timer in (fast, slow, once, watch):
    timer.deinit()
print("in 102 ms", snapshots[0])
