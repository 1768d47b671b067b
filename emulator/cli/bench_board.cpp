#include "emulator/cli/bench_board.hpp"

#include <fmt/format.h>

#include "boards/chips.hpp"
#include "cpu/engines.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/usb_side.hpp"
#include "emulator/host/stopwatch.hpp"

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;
using Answer = ReplClient::Answer;

namespace {

constexpr Duration longest = 24h;  // of one program

class Measured {
 public:
  explicit Measured(const Machine& machine) : machine_(machine), began_(machine.now()) {}
  BenchBoard::Spent spent() const {
    return {.cpu = stopwatch_.cpu(), .wall = stopwatch_.wall(), .virtual_time = seconds(machine_.now() - began_)};
  }

 private:
  const Machine& machine_;
  Time began_;
  Stopwatch stopwatch_;
};

}  // namespace

BenchBoard::BenchBoard(const Options& options)
    : engine_(options.engine.empty() ? cpu::default_engine() : options.engine),
      board_(describe_board(options.board), machine_, {}, boards::built_in_chips(cpu::engine_by_name(engine_))) {
  firmware_ =
      load_firmware(board_, find_firmware(board_.description(), options.firmware, FirmwareStore::of_this_user())).path;
  const Measured measured{machine_};
  machine_.power_on();
  reach_prompt();
  boot_ = measured.spent();
}

void BenchBoard::reach_prompt() {
  auto from = RawRepl::From::power_on;
  if (parts::UsbHost* usb = usb_host(board_); usb && usb->console() == &board_.console()) {
    if (!usb_appears(machine_, *usb)) throw Failure(firmware_fault, nothing_on_usb());
    from = RawRepl::From::running;
  }
  repl_.emplace(machine_, board_.console());
  Answer ready;
  repl_->start(from, [&](const Answer& a) {
    ready = a;
    machine_.stop();
  });
  wait();
  if (!ready.ok()) throw Failure(firmware_fault, ready.failure);
}

void BenchBoard::wait() {
  const Time end = machine_.now() + longest;
  while (repl_->busy() && machine_.now() < end)
    if (machine_.run_until(end) == Machine::Stop::lockup)
      throw Failure(firmware_fault, "a core locked up: the firmware cannot go on");
  if (repl_->busy()) throw Failure(firmware_fault, fmt::format("no answer within {:g} s", seconds(longest)));
}

void BenchBoard::count(bool on) {
  for (Cpu* core : board_.chip().cores())
    core->trace(on ? std::function<void(u32)>{[this](u32) { ++instructions_; }} : nullptr);
}

BenchBoard::Execution BenchBoard::execute(const std::string& program, bool counting) {
  if (counting) count(true);
  instructions_ = 0;
  Answer answer;
  const Measured measured{machine_};
  repl_->execute(program, [&](const Answer& a) {
    answer = a;
    machine_.stop();
  });
  wait();
  Execution done{measured.spent(), std::move(answer.output), std::move(answer.traceback)};
  done.spent.instructions = instructions_;
  if (counting) count(false);
  if (!answer.failure.empty()) throw Failure(firmware_fault, answer.failure);
  return done;
}

}  // namespace cli
