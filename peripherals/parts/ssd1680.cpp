#include "peripherals/parts/ssd1680.hpp"

#include <algorithm>

#include "peripherals/parts/perceived_light.hpp"
#include "peripherals/parts/wiring.hpp"

namespace parts {

using namespace std::chrono_literals;

namespace {

constexpr emulator::Duration reset_time = 5ms, supply_on_time = 95'900us, supply_off_time = 140'350us;
constexpr double output_ohms = 100, tied_ohms = 1e5;
constexpr unsigned first_source = 8;  // where panels begin
// Display update control 2.
constexpr emulator::u8 supply_on = 1 << 6, load_table = 1 << 4, mode2 = 1 << 3, display = 1 << 2, supply_off = 1 << 1;

using Table = std::array<emulator::u8, EpaperWaveform::table_size>;
// Made up: away from what is to come, twice to and fro, there; only what changes, in one go.
constexpr Table full_table() {
  Table t{};
  for (const unsigned kind : {0u, 1u, 2u, 3u}) t[12 * kind] = kind % 2 ? 0x66 : 0x99;
  t[60] = t[61] = t[63] = t[64] = 18;
  t[66] = 1;
  for (const unsigned kind : {0u, 1u, 2u, 3u}) t[12 * kind + 1] = kind % 2 ? 0x80 : 0x40;
  t[67] = 2;
  t[144] = 0x22;
  return t;
}
constexpr Table partial_table() {
  Table t{};
  t[12 * 1] = 0x80;
  t[12 * 2] = 0x40;
  t[60] = 11;
  t[144] = 0x22;
  return t;
}
constexpr Table own_full = full_table(), own_partial = partial_table();

}  // namespace

Ssd1680::Ssd1680(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 2.2, 5.5)),
      width_(static_cast<unsigned>(setup.attributes.number("width", 128, 8, 168))),
      height_(static_cast<unsigned>(setup.attributes.number("height", 296, 8, ram_rows))),
      spi_(label_, *this, 0, volts_, [this](bool) { align(); }),
      dc_(label_ + ".DC", volts_),
      res_(label_ + ".RES", volts_, true, [this](bool level) { reset(level); }),
      busy_pin_(label_ + ".BUSY"),
      busy_event_(setup.machine.scheduler, label_ + ".busy", [this] { ready(); }),
      ink_(width_ * height_, 1.0f) {
  add(spi_.sck, "SCK");
  add(spi_.mosi, "MOSI");
  add(spi_.cs, "CS");
  add(dc_.terminal, "DC");
  add(res_.terminal, "RES");
  add(busy_pin_, "BUSY");
}

void Ssd1680::wired() {
  spi_.join(machine_.circuit);
  if (alone(spi_.cs)) spi_.cs.drive(0, tied_ohms);
  res_.look();
  show_busy();
}

void Ssd1680::power_on() {
  emulator::Random noise = machine_.random(label_);
  for (Ram& ram : ram_)
    for (u8& byte : ram) byte = static_cast<u8>(noise.next());
  busy_event_.cancel();
  asleep_ = refreshing_ = supply_ = forgets_ = false;
  set_defaults();
  show_busy();
}

void Ssd1680::set_defaults() {
  command_ = 0;
  driver_output_[0] = static_cast<u8>(ram_rows - 1);
  driver_output_[1] = (ram_rows - 1) >> 8;
  driver_output_[2] = update1_[0] = update1_[1] = 0;
  entry_mode_ = 3;
  update2_ = 0xff;
  x_start_ = x_ = 0;
  x_end_ = ram_columns - 1;
  y_start_ = y_ = 0;
  y_end_ = ram_rows - 1;
  waveform_.clear();
}

void Ssd1680::show_busy() { busy_pin_.drive(busy() ? volts_ : 0, output_ohms); }

void Ssd1680::be_busy(emulator::Duration duration) {
  busy_event_.after(duration);
  show_busy();
}

void Ssd1680::ready() {
  stop_refresh();
  supply_ = supply_after_;
  show_busy();
}

void Ssd1680::reset(bool level) {
  held_ = !level;
  align();
  if (level) return;
  stop_refresh();
  busy_event_.cancel();
  supply_ = false;
  if (asleep_) {
    asleep_ = false;
    set_defaults();
    if (forgets_) {
      emulator::Random noise = machine_.random(label_ + ".wake");
      for (Ram& ram : ram_)
        for (u8& byte : ram) byte = static_cast<u8>(noise.next());
    }
  }
  show_busy();
}

void Ssd1680::received(u8 byte) {
  if (!busy()) return dc_.level() ? parameter(parameters_++, byte) : command(byte);
  const bool ends_transfer = byte == 0xff || byte == 0x7f;  // no operation, sent to end a transfer
  if (asleep_ || dc_.level() || ends_transfer) return;
  machine_.circuit_findings.tell(emulator::CircuitFinding::Kind::bad_signal, label_ + ".busy",
                                 label_ + " is busy (BUSY is high) and does not hear a command");
}

void Ssd1680::command(u8 code) {
  command_ = code;
  parameters_ = 0;
  if (code == 0x12) {
    supply_after_ = supply_;
    set_defaults();
    be_busy(reset_time);
  } else if (code == 0x20) {
    activate();
  }
}

void Ssd1680::parameter(unsigned index, u8 byte) {
  switch (command_) {
    case 0x01:
      if (index < 3) driver_output_[index] = byte;
      break;
    case 0x10:
      if (index == 0 && byte & 1) fall_asleep(byte);
      break;
    case 0x11:
      if (index == 0) entry_mode_ = byte & 7;
      break;
    case 0x21:
      if (index < 2) update1_[index] = byte;
      break;
    case 0x22:
      if (index == 0) update2_ = byte;
      break;
    case 0x24:
    case 0x26: write_ram(byte); break;
    case 0x32: waveform_.set(index, byte); break;
    default: window(index, byte);
  }
}

void Ssd1680::window(unsigned index, u8 byte) {
  const auto half = [byte](emulator::u16& value, bool high) {
    value = static_cast<emulator::u16>(high ? (value & 0xff) | (byte & 1) << 8 : (value & 0x100) | byte);
  };
  switch (command_) {
    case 0x44:
      if (index < 2) (index ? x_end_ : x_start_) = byte & 0x3f;
      break;
    case 0x45:
      if (index < 4) half(index < 2 ? y_start_ : y_end_, index % 2);
      break;
    case 0x4e:
      if (index == 0) x_ = byte & 0x3f;
      break;
    case 0x4f:
      if (index < 2) half(y_, index % 2);
      break;
    default: break;
  }
}

// Data entry mode: which way both counters go, and which of them first.
void Ssd1680::write_ram(u8 byte) {
  if (x_ < ram_columns && y_ < ram_rows) ram_[command_ == 0x26][y_ * ram_columns + x_] = byte;
  const auto over_x = [this] {
    const bool over = x_ == x_end_;
    x_ = over ? x_start_ : static_cast<u8>((entry_mode_ & 1 ? x_ + 1 : x_ - 1) & 0x3f);
    return over;
  };
  const auto over_y = [this] {
    const bool over = y_ == y_end_;
    y_ = over ? y_start_ : static_cast<emulator::u16>((entry_mode_ & 2 ? y_ + 1 : y_ - 1) & 0x1ff);
    return over;
  };
  if (entry_mode_ & 4) {
    if (over_y()) over_x();
  } else if (over_x()) {
    over_y();
  }
}

// The parts of the sequence that display update control 2 asks for, in their order.
void Ssd1680::activate() {
  emulator::Duration duration{};
  if (update2_ & supply_on && !supply_) {
    supply_ = true;
    duration += supply_on_time;
  }
  if (update2_ & load_table) waveform_.load(update2_ & mode2 ? own_partial : own_full);
  if (update2_ & display && supply_) {
    refreshing_ = true;
    drives_from_ = (machine_.now() + duration).time_since_epoch().count();
    duration += waveform_.length();
  }
  supply_after_ = supply_ && !(update2_ & supply_off);
  if (supply_ && update2_ & supply_off) duration += supply_off_time;
  if (duration.count()) be_busy(duration);
}

// The RAM does not change while it is busy.
std::vector<emulator::u8> Ssd1680::kinds() const {
  std::vector<u8> kinds(width_ * height_);
  for (unsigned y = 0; y < height_; ++y)
    for (unsigned x = 0; x < width_; ++x)
      kinds[y * width_ + x] =
          static_cast<u8>(bit(ram_[1], update1_[0] >> 4, x, y) << 1 | bit(ram_[0], update1_[0] & 0xf, x, y));
  return kinds;
}

// Where point x, y of the panel is in the RAM: sources from S0 or S8 on, gates from either end. `option`: display
// update control 1.
bool Ssd1680::bit(const Ram& ram, u8 option, unsigned x, unsigned y) const {
  const unsigned column = x + (update1_[1] & 0x80 ? 0 : first_source);
  const unsigned row = driver_output_[2] & 1 ? ram_rows - 1 - y : y;
  const bool bit = ram[row * ram_columns + column / 8] >> (7 - column % 8) & 1;
  return option == 4 ? false : option == 8 ? !bit : bit;
}

std::vector<float> Ssd1680::ink_now() const {
  std::vector<float> ink = ink_;
  const emulator::Duration elapsed{machine_.now().time_since_epoch().count() - drives_from_};
  if (refreshing_ && elapsed.count() > 0) waveform_.apply(ink, kinds(), elapsed);
  return ink;
}

void Ssd1680::stop_refresh() {
  if (!refreshing_) return;
  ink_ = ink_now();
  refreshing_ = false;
  ++refreshes_;
}

void Ssd1680::fall_asleep(u8 mode) {
  asleep_ = true;
  forgets_ = mode & 2;
  supply_ = false;
  show_busy();
}

std::optional<Picture> Ssd1680::picture() const {
  Picture picture{width_, height_, {}};
  for (const float ink : ink_now()) picture.light.push_back(lightness(double{ink}));
  return picture;
}

std::vector<Reading> Ssd1680::readings() {
  return {{"busy", "", busy() ? 1.0 : 0.0}, {"refreshes", "", double(refreshes_)}};
}

void Ssd1680::serialize(emulator::State& state) {
  Part::serialize(state);
  SpiByteDevice::serialize(state);
  state(spi_, dc_, res_, busy_event_, ram_, ink_, waveform_, drives_from_, held_, asleep_, forgets_, refreshing_);
  state(supply_, supply_after_, refreshes_, command_, parameters_, entry_mode_, update2_, x_start_, x_end_, x_);
  state(y_start_, y_end_, y_);
  for (u8& byte : driver_output_) state(byte);
  for (u8& byte : update1_) state(byte);
  if (ink_.size() != width_ * height_) throw emulator::StateError(name() + " of the snapshot has another size");
}

}  // namespace parts
