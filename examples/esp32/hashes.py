# Sums and ciphers, by the ESP32's accelerators.
#   vivarium run esp32 examples/esp32/hashes.py
import binascii, cryptolib, hashlib

print("SHA-256", binascii.hexlify(hashlib.sha256(b"abc").digest()).decode())
print("SHA-1  ", binascii.hexlify(hashlib.sha1(b"abc").digest()).decode())

key, text = bytes(range(16)), bytes(0x11 * i for i in range(16))
secret = cryptolib.aes(key, 1).encrypt(text)  # FIPS 197, appendix C.1
print("AES-128", binascii.hexlify(secret).decode())
print("and back", cryptolib.aes(key, 1).decrypt(secret) == text)
