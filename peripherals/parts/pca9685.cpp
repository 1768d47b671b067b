#include "peripherals/parts/pca9685.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parts {

namespace {
using emulator::u8;
constexpr double high_ohms = 100, low_ohms = 20;
constexpr unsigned counts = 4096;
constexpr emulator::u16 full = 0x1000, count_bits = 0xfff;
constexpr u8 mode1 = 0, mode2 = 1, all_call_address = 5, led0 = 6, last_led = 69, all_led = 250, pre_scale = 254;
constexpr u8 restart = 0x80, extclk = 0x40, ai = 0x20, sleep = 0x10, subs = 0x0e, allcall = 0x01;  // MODE1, table 4
constexpr u8 invrt = 0x10, och = 0x08, outdrv = 0x04, mode2_bits = 0x1f;                           // MODE2, table 5
constexpr std::array<u8, 6> defaults{sleep | allcall, outdrv, 0xe2, 0xe4, 0xe8, 0xe0};             // table 3
constexpr u8 least_prescale = 3, default_prescale = 0x1e;                                          // 7.3.5
}  // namespace

Pca9685::Pca9685(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 2.3, 5.5)),
      pins_(label_, *this),
      oe_(label_ + ".OE", volts_, false, [this](bool) { show(); }),
      address_(static_cast<u8>(setup.attributes.number("address", 0x40, 0x40, 0x7f))),
      oscillator_(static_cast<i64>(setup.attributes.number("hertz", 25e6, 1e6, 50e6))),
      edge_(setup.machine.scheduler, label_ + ".edge", [this] { run(); }),
      rejoin_(setup.machine.scheduler, label_ + ".all_call", [this] { join_all_call(); }) {
  add(pins_.scl, "SCL");
  add(pins_.sda, "SDA");
  add(oe_.terminal, "OE");
  for (unsigned i = 0; i < channels; ++i) {
    const std::string name = fmt::format("PWM{}", i);
    outputs_[i] = std::make_unique<emulator::Terminal>(label_ + "." + name);
    add(*outputs_[i], name);
  }
}

Pca9685::~Pca9685() {
  if (pins_.bus()) pins_.bus()->detach(all_call_);
}

void Pca9685::wired() {
  oe_.look();
  pins_.join(machine_.circuit, address_);
  reset();
}

void Pca9685::reset() {
  low_ = defaults;
  prescale_ = used_prescale_ = default_prescale;
  written_.fill({0, full});
  used_ = written_;
  running_ = false;
  edge_.cancel();
  join_all_call();
  show();
}

u8 Pca9685::all_call() const { return low_[mode1] & allcall ? low_[all_call_address] >> 1 : u8{0}; }

void Pca9685::join_all_call() {
  const u8 wanted = all_call();
  if (!pins_.bus() || wanted == joined_) return;
  pins_.bus()->detach(all_call_);
  joined_ = wanted;
  if (wanted && wanted != address_) pins_.bus()->attach(wanted, all_call_, pins_.scl, pins_.sda);
}

void Pca9685::write(u8 byte) {
  if (pointer_follows_) {
    pointer_ = byte;
    pointer_follows_ = false;
    return;
  }
  write_register(pointer_, byte);
  advance();
}

u8 Pca9685::read() {
  const u8 value = read_register(pointer_);
  advance();
  return value;
}

void Pca9685::advance() {  // table 3, the remark below it
  if (!(low_[mode1] & ai)) return;
  pointer_ = pointer_ == last_led || pointer_ == pre_scale ? mode1 : static_cast<u8>(pointer_ + 1);
}

u8 Pca9685::read_register(u8 address) const {
  if (address < led0) return low_[address];
  if (address == pre_scale) return prescale_;
  if (address > last_led) return 0;  // ALL_LED reads as zero
  const Channel& c = written_[(address - led0) / 4];
  const emulator::u16 word = (address - led0) & 2 ? c.off : c.on;
  return static_cast<u8>((address - led0) & 1 ? word >> 8 : word);
}

void Pca9685::write_register(u8 address, u8 value) {
  if (address == mode1) return write_mode1(value);
  if (address == mode2) {
    low_[mode2] = value & mode2_bits;
    return show();
  }
  if (address < led0)
    low_[address] = value & 0xfe;
  else if (address == pre_scale && low_[mode1] & sleep)
    prescale_ = std::max(value, least_prescale);
  else if (address <= last_led || (address >= all_led && address < pre_scale))
    write_channel(address, value);
}

void Pca9685::write_channel(u8 address, u8 value) {
  const unsigned which = (address - (address >= all_led ? all_led : led0)) % 4;
  for (unsigned i = 0; i < channels; ++i) {
    if (address < all_led && i != (address - led0) / 4u) continue;
    emulator::u16& word = which & 2 ? written_[i].off : written_[i].on;
    word = static_cast<emulator::u16>(which & 1 ? (word & 0xff) | (value & 0x1f) << 8 : (word & 0xff00) | value);
  }
  low_[mode1] &= static_cast<u8>(~restart);  // 7.3.1.1: writing to a PWM register clears it
  if (low_[mode2] & och) take();
}

// 7.3.1.1: asleep while PWM runs, RESTART becomes 1; outputs wait until 1 is written to it when awake.
void Pca9685::write_mode1(u8 value) {
  u8& m = low_[mode1];
  const bool ran = running_ && !(m & sleep);
  u8 kept = m & (restart | extclk);
  if (value & sleep && ran) kept |= restart;
  if (value & restart && !(value & sleep)) kept &= static_cast<u8>(~restart);
  if (value & (extclk | subs))
    machine_.circuit_findings.tell(
        emulator::CircuitFinding::Kind::bad_signal, label_ + ".MODE1",
        label_ + " is told to use an external clock or a sub-address, which is not modelled");
  m = static_cast<u8>(kept | (value & static_cast<u8>(~(restart | extclk | subs))));
  take();
}

void Pca9685::stop() {
  if (all_call() != joined_) rejoin_.after(emulator::Duration{0});  // not while the bus is at work
  take();
}

bool Pca9685::asleep() const { return low_[mode1] & (sleep | restart); }

bool Pca9685::idle() const {
  return std::ranges::all_of(written_, [](const Channel& c) { return c.off & full; }) &&
         std::ranges::all_of(used_, [](const Channel& c) { return c.off & full; });
}

Pca9685::i64 Pca9685::position() const { return oscillator_.count(machine_.now() - began_) / (used_prescale_ + 1); }

// 7.3.3: awake and with something to do the counter runs; the first values count at once.
void Pca9685::take() {
  const bool runs = !asleep() && !idle();
  if (runs && !running_) {
    used_ = written_;
    used_prescale_ = prescale_;
    began_ = machine_.now();
  }
  running_ = runs;
  if (!runs) {
    edge_.cancel();
    return show();
  }
  run();
}

// Shows the outputs as they are now, and comes back when the next of them changes.
void Pca9685::run() {
  const i64 at = position();
  const auto count = static_cast<unsigned>(at % counts);
  if (count == 0) {
    used_ = written_;
    if (idle()) return take();
  }
  show();
  unsigned next = used_ == written_ ? 2 * counts : counts;
  for (const Channel& c : used_) {
    if ((c.on | c.off) & full || c.on == c.off) continue;
    for (const unsigned edge : {c.on & count_bits, c.off & count_bits})
      next = std::min(next, edge > count ? edge : edge + counts);
  }
  if (next == 2 * counts) return edge_.cancel();
  edge_.at(began_ + oscillator_.ticks((at - count + next) * (used_prescale_ + 1)));
}

// 7.3.3, table 7
bool Pca9685::level(const Channel& c, unsigned count) const {
  if (c.off & full) return false;
  if (c.on & full) return true;
  const unsigned on = c.on & count_bits, off = c.off & count_bits;
  return on <= off ? count >= on && count < off : count >= on || count < off;
}

// 7.4, table 12: what OE, OUTNE, INVRT and OUTDRV make of it.
void Pca9685::show() {
  const u8 m = low_[mode2];
  const auto count = running_ ? static_cast<unsigned>(position() % counts) : 0;
  const bool disabled = oe_.level();
  for (unsigned i = 0; i < channels; ++i) {
    bool high = (running_ && level(used_[i], count)) != bool(m & invrt);
    bool off = false;
    if (disabled) {
      high = m & 1;
      off = m & 2 || (high && !(m & outdrv));
    }
    if (off || (high && !(m & outdrv)))
      outputs_[i]->release();
    else
      high ? outputs_[i]->drive(volts_, high_ohms) : outputs_[i]->drive(0, low_ohms);
  }
}

void Pca9685::serialize(emulator::State& state) {
  Part::serialize(state);
  i64 began = began_.time_since_epoch().count();
  state(oe_, pointer_, pointer_follows_, low_, prescale_, used_prescale_, written_, used_, began, running_, edge_,
        rejoin_);
  began_ = emulator::Time{emulator::Duration{began}};
  if (state.loading()) join_all_call();
}

}  // namespace parts
