#include "peripherals/parts/tft_module.hpp"

#include "peripherals/parts/choice.hpp"
#include "peripherals/parts/wiring.hpp"

namespace parts {

namespace {

using Model = DcsController::Model;
using Glass = DcsController::Glass;

constexpr double tied_ohms = 1e5;

// Identities: ILI9341 8.2.3 and 8.3.23 (ID1 to ID3 are the module's to choose); ST7735R: that of most modules; ST7789V
// 9.1.2.
Model ili9341() { return {240, 320, {0x00, 0x00, 0x00}, {0x00, 0x00, 0x93, 0x41}, false}; }
Model st7789() { return {240, 320, {0x85, 0x85, 0x52}}; }
Model st7735(const Attributes& attributes) {
  const bool large = is_second(attributes, "memory", "128x160", "132x162");
  return {large ? 132u : 128u, large ? 162u : 160u, {0x7c, 0x89, 0xf0}};
}

struct Usual {
  unsigned width, height;
  bool upside_down, bgr, inverted;
};

// Panels that are smaller than the memory sit in its middle, except that those of the memory's full width begin with
// its first line (240 x 240).
Glass glass(const Attributes& a, const Model& model, const Usual& usual) {
  const auto size = [&](const char* name, unsigned otherwise, unsigned least, unsigned most) {
    return static_cast<unsigned>(a.number(name, otherwise, least, most));
  };
  Glass glass{};
  glass.width = size("width", usual.width, 16, model.columns);
  glass.height = size("height", usual.height, 16, model.rows);
  const unsigned beside = model.columns - glass.width, below = model.rows - glass.height;
  glass.left = size("x_offset", beside / 2, 0, beside);
  glass.top = size("y_offset", beside ? below / 2 : 0, 0, below);
  glass.upside_down = usual.upside_down;
  glass.bgr =
      choice(a, "order", usual.bgr ? std::vector<std::string>{"bgr", "rgb"} : std::vector<std::string>{"rgb", "bgr"}) ==
      (usual.bgr ? 0u : 1u);
  glass.inverted = a.flag("inverted", usual.inverted);
  return glass;
}

}  // namespace

TftModule::TftModule(const Setup& setup, const DcsController::Model& model, const DcsController::Glass& glass)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 1.65, 5.5)),
      backlight_milliamps_(setup.attributes.number("backlight_milliamps", 60, 0, 1000)),
      controller_(model, glass),
      spi_(label_, *this, 0, volts_, [this](bool) { align(); }),
      dc_(label_ + ".DC", volts_),
      res_(label_ + ".RES", volts_, true, [this](bool level) { reset(level); }),
      bl_(label_ + ".BL", volts_, true, [this](bool level) {
        seen_.set(level ? 1 : 0, machine_.now());
        takes_otherwise();
      }) {
  controller_.on_unmodelled = [this](u8) { partial_mode(); };
  add(spi_.sck, "SCK");
  add(spi_.mosi, "MOSI");
  add(spi_.miso, "MISO");
  add(spi_.cs, "CS");
  add(dc_.terminal, "DC");
  add(res_.terminal, "RES");
  add(bl_.terminal, "BL");
}

void TftModule::wired() {
  spi_.join(machine_.circuit);
  if (alone(spi_.cs)) spi_.cs.drive(0, tied_ohms);
  dims_ = !alone(bl_.terminal);
  for (LogicInput* input : {&res_, &bl_}) input->look();
  seen_.set(bl_.level() ? 1 : 0, machine_.now());
  takes_more(dims_ && !bl_.level() ? 0 : backlight_milliamps_);
}

void TftModule::power_on() { controller_.power_on(machine_.random(label_)); }

void TftModule::reset(bool level) {
  held_ = !level;
  align();
  if (held_) controller_.hardware_reset();
}

void TftModule::partial_mode() {
  machine_.circuit_findings.tell(emulator::CircuitFinding::Kind::bad_signal, label_ + ".partial",
                                 label_ +
                                     " is told to show a part of its memory (12h), which is not modelled: it "
                                     "shows all of it");
}

std::vector<Reading> TftModule::readings() {
  return {{"lit", "", controller_.lit() ? 1.0 : 0.0}, {"backlight", "", lightness(backlight())}};
}

void TftModule::serialize(emulator::State& state) {
  Part::serialize(state);
  SpiByteDevice::serialize(state);
  state(spi_, controller_, dc_, res_, bl_, seen_, held_);
}

Ili9341::Ili9341(const Setup& setup)
    : TftModule(setup, ili9341(), glass(setup.attributes, ili9341(), {240, 320, true, true, false})) {}

St7735::St7735(const Setup& setup)
    : TftModule(setup, st7735(setup.attributes),
                glass(setup.attributes, st7735(setup.attributes), {128, 160, false, false, false})) {}

St7789::St7789(const Setup& setup)
    : TftModule(setup, st7789(), glass(setup.attributes, st7789(), {240, 320, false, false, true})) {}

}  // namespace parts
