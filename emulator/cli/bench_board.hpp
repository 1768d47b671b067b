#pragma once
// A board that is switched on for its REPL alone, and what executing something there takes: of the host, of virtual
// time, of the guest's instructions.
#include <optional>
#include <string>

#include "boards/board.hpp"
#include "emulator/repl_client.hpp"

namespace cli {

class BenchBoard {
 public:
  struct Options {
    std::string board, engine;
    std::optional<std::string> firmware;
  };
  struct Spent {
    double cpu = 0, wall = 0;        // seconds of the host, this process
    double virtual_time = 0;         // seconds
    emulator::u64 instructions = 0;  // of all cores, if they were counted
  };
  struct Execution {
    Spent spent;
    std::string output, traceback;
  };

  // Boots to the prompt. Failure if there is none.
  explicit BenchBoard(const Options&);
  BenchBoard(const BenchBoard&) = delete;
  BenchBoard& operator=(const BenchBoard&) = delete;

  const Spent& boot() const { return boot_; }
  const std::string& firmware() const { return firmware_; }
  const std::string& engine() const { return engine_; }
  const boards::BoardDescription& description() const { return board_.description(); }
  // `counting`: every instruction is looked at, which is slow.
  Execution execute(const std::string& program, bool counting = false);

 private:
  void reach_prompt();
  void wait();
  void count(bool on);

  std::string engine_;
  emulator::Machine machine_{1};
  boards::Board board_;
  std::string firmware_;
  std::optional<emulator::ReplClient> repl_;
  Spent boot_;
  emulator::u64 instructions_ = 0;
};

}  // namespace cli
