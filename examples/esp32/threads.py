# Two threads count primes, a third waits for them at a lock.
import _thread
import time

found, lock = [], _thread.allocate_lock()


def primes(first, last):
    n = sum(all(k % d for d in range(2, int(k**0.5) + 1)) for k in range(first, last))
    with lock:
        found.append(n)


for first, last in ((2, 1000), (1000, 2000)):
    _thread.start_new_thread(primes, (first, last))
while len(found) < 2:
    time.sleep_ms(1)
print("primes below 2000:", sum(found))
