#pragma once
// A board (a micro:bit, if none is named) with its real firmware, that runs one script at a time and hears what it prints.
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "boards/board.hpp"
#include "boards/library.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/script_driver.hpp"
#include "emulator/session.hpp"
#include "emulator/trace.hpp"

namespace firmware {

// The first image there is; none: the test is to be skipped.
inline std::string image_of(const std::string& board) {
  const auto images = cli::FirmwareStore::of_this_user().look(boards::describe(board));
  if (!images.empty()) return images.front().path.string();
  WARN("skipped: no firmware image for " << board);
  return {};
}

class Bench {
 public:
  explicit Bench(emulator::u64 seed = 1, boards::BoardDescription description = boards::describe("microbit"))
      : machine(seed),
        board(std::move(description), machine),
        session(machine, {.consoles = {&board.console()}}) {}

  void boot(const std::string& image) {
    cli::load_firmware(board, image);
    machine.power_on();
  }
  void trace_registers() {
    writer_ = std::make_unique<emulator::TraceWriter>([this](std::string_view text) { trace += text; });
    tracer_ = std::make_unique<emulator::RegisterTrace>(machine, *writer_);
  }
  // Sends the script; the machine has to run for it to go on.
  void start(const std::string& script, emulator::RawRepl::From from = emulator::RawRepl::From::power_on) {
    const auto hear = [this](std::string_view text) { out += text; };
    driver_ = std::make_unique<emulator::ScriptDriver>(
        machine, board.console(), script, "test",
        emulator::ScriptDriver::Callbacks{hear, hear, [this](const auto&) { machine.stop(); }});
    driver_->start(from);
  }
  bool over() const { return driver_->end().has_value(); }
  // Runs for a while, or until the script has ended.
  void run(emulator::Duration duration) { machine.run_until(machine.now() + duration); }
  std::string run(const std::string& script, emulator::RawRepl::From from) {
    start(script, from);
    while (!over()) run(std::chrono::seconds{1});
    finish();
    return std::exchange(out, {});
  }
  void finish() {
    tracer_.reset();
    writer_.reset();
  }

  emulator::Machine machine;
  boards::Board board;
  emulator::Session session;
  std::string out, trace;

 private:
  std::unique_ptr<emulator::ScriptDriver> driver_;
  std::unique_ptr<emulator::TraceWriter> writer_;
  std::unique_ptr<emulator::RegisterTrace> tracer_;
};

}  // namespace firmware
