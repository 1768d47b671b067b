#include "peripherals/parts/mcp4725.hpp"

namespace parts {

namespace {
constexpr emulator::Duration write_cycle = std::chrono::milliseconds{25};  // typical
constexpr double output_ohms = 1;
constexpr double off_ohms[] = {0, 1e3, 100e3, 500e3};  // to ground, by the power-down bits (table 5-2)
}  // namespace

Mcp4725::Mcp4725(const Setup& setup)
    : Part(setup),
      pins_(setup.prefix + setup.name, *this),
      out_(setup.prefix + setup.name + ".OUT"),
      address_(static_cast<u8>(setup.attributes.number("address", 0x60, 0x60, 0x67))),
      volts_(setup.attributes.number("volts", setup.supply, 2.7, 5.5)) {
  add(pins_.scl, "SCL");
  add(pins_.sda, "SDA");
  add(out_, "OUT");
}

void Mcp4725::wired() {
  pins_.join(machine_.circuit, address_);
  show();
}

void Mcp4725::power_on() {
  dac_ = kept_;
  busy_until_ = {};
  show();
}

void Mcp4725::start(bool) { position_ = 0; }

// Figures 6-1 and 6-2. Fast mode: two bytes, again and again; otherwise the command's byte and two of data.
void Mcp4725::write(u8 byte) {
  if (position_ == 0) command_ = byte;
  const bool fast = (command_ & 0xc0) == 0;
  if (fast) {
    if (position_ % 2) take(setting(high_ >> 4, high_ << 8u | byte), false);
    high_ = byte;
  } else if (position_ % 3 == 1) {
    high_ = byte;
  } else if (position_ % 3 == 2) {
    const unsigned kind = command_ >> 5;
    if (kind == 2 || kind == 3) take(setting(command_ >> 1, high_ << 4u | byte >> 4u), kind == 3);
  } else {
    command_ = byte;
  }
  ++position_;
}

void Mcp4725::take(u16 value, bool keep) {
  if (busy()) return;  // "any new write command [...] is ignored" (figure 6-2, note 1)
  dac_ = value;
  if (keep) {
    kept_ = value;
    busy_until_ = machine_.now() + write_cycle;
  }
  show();
}

// Figure 6-3: the status and the settings, those of the EEPROM behind.
emulator::u8 Mcp4725::read() {
  switch (position_++ % 5) {
    case 0: return static_cast<u8>((busy() ? 0 : 0x80) | 0x40 | (dac_ >> 12 & 3) << 1);
    case 1: return static_cast<u8>(dac_ >> 4);
    case 2: return static_cast<u8>(dac_ << 4);
    case 3: return static_cast<u8>((kept_ >> 12 & 3) << 5 | (kept_ >> 8 & 15));
    default: return static_cast<u8>(kept_);
  }
}

void Mcp4725::show() {
  const unsigned off = dac_ >> 12 & 3;
  off ? out_.drive(0, off_ohms[off]) : out_.drive(volts_ * (dac_ & 0xfff) / 4096, output_ohms);
}

void Mcp4725::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 busy = busy_until_.time_since_epoch().count();
  state(dac_, kept_, position_, command_, high_, busy);
  busy_until_ = emulator::Time{emulator::Duration{busy}};
}

}  // namespace parts
