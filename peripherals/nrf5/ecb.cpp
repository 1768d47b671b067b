#include "peripherals/nrf5/ecb.hpp"

namespace nrf5 {

namespace {
constexpr u32 clear_text = 16, cipher_text = 32;  // offsets behind the key
}

Ecb::Ecb(Scheduler& scheduler, Bus& bus, AesCore& core) : Peripheral("ECB", scheduler), memory_(bus), core_(core) {
  core_.on_take = [this] { abort(); };
}

void Ecb::start() {
  if (done_.pending() || core_.taken()) return error_ecb.fire();
  address_ = data;
  done_.after(AesCore::block_time);
}

void Ecb::stop() { abort(); }

void Ecb::abort() {
  if (!done_.pending()) return;
  done_.cancel();
  error_ecb.fire();
}

void Ecb::finish() {
  AesBlock key{}, text{};
  memory_.read(address_, key);
  memory_.read(address_ + clear_text, text);
  memory_.write(address_ + cipher_text, aes128_encrypt(key, text));
  end_ecb.fire();
}

void Ecb::reset() {
  Peripheral::reset();
  done_.cancel();
}

void Ecb::serialize(State& state) {
  Peripheral::serialize(state);
  state(address_, done_);
}

}  // namespace nrf5
