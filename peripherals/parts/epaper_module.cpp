#include "peripherals/parts/epaper_module.hpp"

#include <algorithm>

#include "peripherals/parts/perceived_light.hpp"
#include "peripherals/parts/wiring.hpp"

namespace parts {

using namespace std::chrono_literals;

namespace {

constexpr double busy_milliamps = 8;  // 26.4 mW at 3.3 V, typically (data sheets of 2.9" panels; in doubt)

constexpr emulator::Duration reset_time = 5ms;
constexpr double output_ohms = 100, tied_ohms = 1e5;
// Display update control 2.
constexpr emulator::u8 supply_on = 1 << 6, load_table = 1 << 4, second_mode = 1 << 3, display = 1 << 2,
                       supply_off = 1 << 1;

}  // namespace

EpaperModule::EpaperModule(const Setup& setup, const Model& model)
    : Part(setup),
      table_(model.table_size),
      label_(setup.prefix + setup.name),
      model_(model),
      volts_(setup.attributes.number("volts", setup.supply, 2.2, 5.5)),
      width_(static_cast<unsigned>(setup.attributes.number("width", 128, 8, 128))),
      height_(static_cast<unsigned>(setup.attributes.number("height", 296, 8, model.ram_rows))),
      spi_(label_, *this, 0, volts_, [this](bool) { align(); }),
      dc_(label_ + ".DC", volts_),
      res_(label_ + ".RES", volts_, true, [this](bool level) { reset(level); }),
      busy_pin_(label_ + ".BUSY"),
      busy_event_(setup.machine.scheduler, label_ + ".busy", [this] { ready(); }),
      noise_(setup.machine.random(label_)),
      ink_(width_ * height_, 1.0f) {
  for (auto& ram : ram_) ram.resize(model.ram_columns * model.ram_rows);
  add(spi_.sck, "SCK");
  add(spi_.mosi, "MOSI");
  add(spi_.cs, "CS");
  add(dc_.terminal, "DC");
  add(res_.terminal, "RES");
  add(busy_pin_, "BUSY");
}

void EpaperModule::wired() {
  spi_.join(machine_.circuit);
  if (alone(spi_.cs)) spi_.cs.drive(0, tied_ohms);
  res_.look();
  show_busy();
}

void EpaperModule::power_on() {
  scramble();
  busy_event_.cancel();
  asleep_ = refreshing_ = supply_ = forgets_ = false;
  set_defaults();
  show_busy();
}

void EpaperModule::scramble() {
  for (auto& ram : ram_)
    for (u8& byte : ram) byte = static_cast<u8>(noise_.next());
}

void EpaperModule::set_defaults() {
  command_ = gates_ = 0;
  entry_mode_ = 3;
  update_ = 0xff;
  x_start_ = x_ = 0;
  x_end_ = static_cast<u8>(model_.ram_columns - 1);
  y_start_ = y_ = 0;
  y_end_ = static_cast<emulator::u16>(model_.ram_rows - 1);
  std::ranges::fill(table_, u8{0});
}

void EpaperModule::show_busy() { busy_pin_.drive(busy() ? volts_ : 0, output_ohms); }

void EpaperModule::be_busy(emulator::Duration duration) {
  busy_event_.after(duration);
  takes_more(busy_milliamps);
  show_busy();
}

void EpaperModule::ready() {
  stop_refresh();
  supply_ = supply_after_;
  takes_more(0);
  show_busy();
}

void EpaperModule::reset(bool level) {
  held_ = !level;
  align();
  if (level) return;
  stop_refresh();
  busy_event_.cancel();
  supply_ = false;
  if (asleep_) {
    asleep_ = false;
    set_defaults();
    if (forgets_) scramble();
  }
  show_busy();
}

void EpaperModule::received(u8 byte) {
  if (!busy()) return dc_.level() ? parameter(command_, parameters_++, byte) : command(byte);
  const bool ends_transfer = byte == 0xff || byte == 0x7f;  // no operation, sent to end a transfer
  if (asleep_ || dc_.level() || ends_transfer) return;
  machine_.circuit_findings.tell(emulator::CircuitFinding::Kind::bad_signal, label_ + ".busy",
                                 label_ + " is busy (BUSY is high) and does not hear a command");
}

void EpaperModule::command(u8 code) {
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

void EpaperModule::parameter(u8 command, unsigned index, u8 byte) {
  switch (command) {
    case 0x01:
      if (index == 2) gates_ = byte;
      break;
    case 0x10:
      if (index == 0 && byte & 1) fall_asleep(byte);
      break;
    case 0x11:
      if (index == 0) entry_mode_ = byte & 7;
      break;
    case 0x22:
      if (index == 0) update_ = byte;
      break;
    case 0x24:
    case 0x26: write_ram(byte); break;
    case 0x32:
      if (index < table_.size()) table_[index] = byte;
      break;
    default: counter(index, byte);
  }
}

// Windows and counters: X in bytes, Y in lines, low byte first.
void EpaperModule::counter(unsigned index, u8 byte) {
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
void EpaperModule::write_ram(u8 byte) {
  if (x_ < model_.ram_columns && y_ < model_.ram_rows) ram_[memory(command_)][y_ * model_.ram_columns + x_] = byte;
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
void EpaperModule::activate() {
  emulator::Duration duration{};
  if (update_ & supply_on && !supply_) {
    supply_ = true;
    duration += model_.supply_on;
  }
  if (update_ & load_table) load_own_table(update_ & second_mode);
  if (update_ & display && supply_) {
    refreshing_ = true;
    drives_from_ = (machine_.now() + duration).time_since_epoch().count();
    duration += length(waveform());
  }
  supply_after_ = supply_ && !(update_ & supply_off);
  if (supply_ && update_ & supply_off) duration += model_.supply_off;
  if (duration.count()) return be_busy(duration);
  stop_refresh();
}

bool EpaperModule::bit(unsigned memory, unsigned column, unsigned y) const {
  const unsigned row = gates_ & 1 ? model_.ram_rows - 1 - y : y;
  return ram_[memory][row * model_.ram_columns + column / 8] >> (7 - column % 8) & 1;
}

// The memory does not change while it is busy.
std::vector<float> EpaperModule::ink_now() const {
  std::vector<float> ink = ink_;
  const emulator::Duration elapsed{machine_.now().time_since_epoch().count() - drives_from_};
  if (!refreshing_ || elapsed.count() <= 0) return ink;
  std::vector<u8> kinds(ink.size());
  for (unsigned y = 0; y < height_; ++y)
    for (unsigned x = 0; x < width_; ++x) kinds[y * width_ + x] = kind(x, y);
  apply(waveform(), ink, kinds, elapsed);
  return ink;
}

void EpaperModule::stop_refresh() {
  if (!refreshing_) return;
  ink_ = ink_now();
  refreshing_ = false;
  ++refreshes_;
  refreshed();
}

void EpaperModule::fall_asleep(u8 mode) {
  asleep_ = true;
  forgets_ = mode & 2;
  supply_ = false;
  show_busy();
}

std::optional<Picture> EpaperModule::picture() const {
  Picture picture{width_, height_, {}};
  for (const float ink : ink_now()) picture.light.push_back(lightness(double{ink}));
  return picture;
}

std::vector<Reading> EpaperModule::readings() {
  return {{"busy", "", busy() ? 1.0 : 0.0}, {"refreshes", "", double(refreshes_)}};
}

void EpaperModule::serialize(emulator::State& state) {
  Part::serialize(state);
  SpiByteDevice::serialize(state);
  state(spi_, dc_, res_, busy_event_, noise_, ram_, ink_, table_, drives_from_, held_, asleep_, forgets_, refreshing_);
  state(supply_, supply_after_, refreshes_, command_, parameters_, gates_, entry_mode_, update_);
  state(x_start_, x_end_, x_, y_start_, y_end_, y_);
  if (ink_.size() != width_ * height_ || ram_[0].size() != model_.ram_columns * model_.ram_rows ||
      ram_[1].size() != ram_[0].size() || table_.size() != model_.table_size)
    throw emulator::StateError(name() + " of the snapshot has another size");
}

}  // namespace parts
