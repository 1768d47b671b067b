#include "peripherals/parts/at24c32.hpp"

#include <algorithm>
#include <chrono>

namespace parts {

namespace {

constexpr emulator::Duration write_cycle = std::chrono::milliseconds{5};  // table "AC characteristics", tWR

}  // namespace

At24c32::At24c32(const Setup& setup)
    : Part(setup),
      i2c_(setup.prefix + setup.name, *this),
      wp_(setup.prefix + setup.name + ".WP"),
      device_address_(static_cast<u8>(setup.attributes.number("address", 0x50, 0x50, 0x57))),
      volts_(setup.attributes.number("volts", setup.supply, 1.7, 5.5)) {
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
  add(wp_, "WP");
}

void At24c32::wired() { i2c_.join(machine_.circuit, device_address_); }

void At24c32::power_on() {
  address_ = written_ = 0;
  latched_.clear();
  busy_until_ = {};
}

// "Acknowledge polling": none until the write cycle is over.
bool At24c32::acknowledges(bool) const { return machine_.now() >= busy_until_; }

void At24c32::start(bool) {
  written_ = 0;
  latched_.clear();
}

bool At24c32::is_protected() const { return !wp_.floating() && wp_.volts() >= 0.7 * volts_; }

// Two bytes of address, the higher four bits of which mean nothing; then data, which stay in one page.
void At24c32::write(u8 byte) {
  if (++written_ <= 2) {
    address_ = (address_ << 8 | byte) % size;
    return;
  }
  const unsigned first = address_ / page * page;
  if (latched_.empty()) latched_.assign(bytes_.begin() + first, bytes_.begin() + first + page);
  latched_[address_ - first] = byte;
  address_ = first + (address_ + 1 - first) % page;
}

emulator::u8 At24c32::read() {
  const u8 byte = bytes_[address_];
  address_ = (address_ + 1) % size;
  return byte;
}

void At24c32::stop() {
  if (latched_.empty()) return;
  if (!is_protected()) {
    std::ranges::copy(latched_, bytes_.begin() + address_ / page * page);
    busy_until_ = machine_.now() + write_cycle;
  }
  latched_.clear();
}

void At24c32::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 busy = busy_until_.time_since_epoch().count();
  state(bytes_, address_, written_, latched_, busy);
  busy_until_ = emulator::Time{emulator::Duration{busy}};
  if (state.loading() && bytes_.size() != size)
    throw emulator::StateError(name() + " of the snapshot has another size");
}

}  // namespace parts
