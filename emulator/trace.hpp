#pragma once
// What a machine did, line by line, with virtual time only: two runs with the same inputs write the same bytes.
//
//   registers      1234567890 cpu pc=0x0001a2b4 TIMER0.CC[0] W 0x00000010
//   instructions   1234567890 cpu 0x0001a2b4 movs r0, #16  r0=00000010
//   serial         1234567890 usb_serial out 0x41 'A'
//
// Times are picoseconds since power-on. An instruction's line shows the registers it changed.
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "emulator/console.hpp"
#include "emulator/machine.hpp"

namespace emulator {

// Gathers lines and hands them on in large pieces.
class TraceWriter {
 public:
  using Sink = std::function<void(std::string_view)>;
  explicit TraceWriter(Sink sink) : sink_(std::move(sink)) {}
  TraceWriter(const TraceWriter&) = delete;
  ~TraceWriter();

  template <typename... A>
  void line(fmt::format_string<A...> format, A&&... a) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<A>(a)...);
    buffer_.push_back('\n');
    if (buffer_.size() >= enough) flush();
  }
  void flush();

 private:
  static constexpr std::size_t enough = 64 * 1024;
  Sink sink_;
  fmt::memory_buffer buffer_;
};

// Each traces from its construction to its destruction; machine and writer outlive it.
class RegisterTrace {
 public:
  RegisterTrace(Machine&, TraceWriter&);
  RegisterTrace(const RegisterTrace&) = delete;
  ~RegisterTrace();

 private:
  Machine& machine_;
};

class InstructionTrace {
 public:
  InstructionTrace(Machine&, TraceWriter&);
  InstructionTrace(const InstructionTrace&) = delete;
  ~InstructionTrace();

 private:
  struct Core {
    Cpu* cpu;
    std::vector<u32> before;
    Time time{};
    std::string text;  // of the instruction under way
  };
  void step(Core&, u32 pc);
  void finish(Core&);

  TraceWriter& writer_;
  std::vector<std::unique_ptr<Core>> cores_;
};

class SerialTrace {
 public:
  SerialTrace(Machine&, Console&, TraceWriter&);

 private:
  Console::Attachment ear_;
};

}  // namespace emulator
