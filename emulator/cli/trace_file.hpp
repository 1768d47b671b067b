#pragma once
// `--trace KIND=FILE`: what a machine does, written into a file while this lives.
#include <memory>
#include <optional>

#include "boards/board.hpp"
#include "emulator/cli/output.hpp"
#include "emulator/cli/run_options.hpp"
#include "emulator/trace.hpp"

namespace cli {

class TraceFile {
 public:
  TraceFile(const TraceRequest&, boards::Board&);
  TraceFile(const TraceFile&) = delete;
  void flush();   // all of it so far is in the file
  void finish();  // and nothing more comes

 private:
  OutputFile file_;
  emulator::TraceWriter writer_;
  std::optional<emulator::RegisterTrace> registers_;
  std::optional<emulator::InstructionTrace> instructions_;
  std::optional<emulator::SerialTrace> serial_;
};

}  // namespace cli
