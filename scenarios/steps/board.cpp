// {"write": "hello\r\n", "console": "left"} · {"reset": "pico"} · {"power_cycle": "pico"}
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
  step->bytes = object.text("write", true);
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
