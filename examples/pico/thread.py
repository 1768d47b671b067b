# Two threads, one on each core, count together under a lock.
import _thread
import time
from machine import mem32

CPUID = 0xD0000000  # SIO: which core is this?
lock = _thread.allocate_lock()
done = _thread.allocate_lock()
total = 0
cores = set()


def count(times):
    global total
    for _ in range(times):
        with lock:
            cores.add(mem32[CPUID])
            total += 1


def second():
    with done:
        count(500)


_thread.start_new_thread(second, ())
count(500)
while total < 1000:
    time.sleep_ms(1)
with done:
    print("counted", total, "on cores", sorted(cores))
