// {"write": "hello\r\n", "console": "left"} · {"write": [3, 255]} · {"reset": "pico"} · {"power_cycle": "pico"}
#include <algorithm>

#include "scenarios/branch.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

namespace {

class Write final : public Step {
 public:
  std::string bytes, console;
  std::unique_ptr<Activity> begin(Stage& stage, Branch&) const override {
    stage.circuit().console(console).input({reinterpret_cast<const emulator::u8*>(bytes.data()), bytes.size()});
    return nullptr;
  }
};

class Reset final : public Step {
 public:
  std::string board;
  std::unique_ptr<Activity> begin(Stage& stage, Branch&) const override {
    stage.circuit().board(board).reset();
    return nullptr;
  }
};

class PowerCycle final : public Step {
 public:
  std::string board;
  std::unique_ptr<Activity> begin(Stage& stage, Branch&) const override {
    stage.circuit().power_cycle(board);
    return nullptr;
  }
};

template <typename T>
std::unique_ptr<Step> read_of_board(const char* key, boards::ObjectReader& object, ReadContext& context) {
  auto step = std::make_unique<T>();
  step->board = object.text(key, true);
  object.reject_rest();
  try {
    context.stage.circuit().board(step->board);
  } catch (const boards::BoardError& error) { object.mistake(key, error.what()); }
  return step;
}

}  // namespace

std::unique_ptr<Step> read_write(boards::ObjectReader& object, ReadContext& context) {
  auto step = std::make_unique<Write>();
  const boards::Json& what = *object.value("write");
  const auto is_byte = [](const boards::Json& b) { return b.is_number_unsigned() && b.get<emulator::u64>() < 256; };
  if (what.is_array() && std::ranges::all_of(what, is_byte))
    for (const boards::Json& byte : what) step->bytes += static_cast<char>(byte.get<emulator::u8>());
  else if (what.is_string())
    step->bytes = what.get<std::string>();
  else
    object.mistake("write", "must be a text, or a list of bytes: [3, 255]");
  step->console = object.text("console");
  object.reject_rest();
  try {
    context.stage.circuit().console(step->console);
  } catch (const boards::BoardError& error) { object.mistake("console", error.what()); }
  return step;
}

std::unique_ptr<Step> read_reset(boards::ObjectReader& object, ReadContext& context) {
  return read_of_board<Reset>("reset", object, context);
}

std::unique_ptr<Step> read_power_cycle(boards::ObjectReader& object, ReadContext& context) {
  return read_of_board<PowerCycle>("power_cycle", object, context);
}

}  // namespace scenarios
