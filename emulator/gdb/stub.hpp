#pragma once
// The machine's end of the GDB remote serial protocol (GDB manual, appendix E), for one chip and one debugger at a
// time.
//
// Every core of the chip is a thread, numbered from 1. All cores share one time, so all of them stop together, and
// while one steps the others go on for as long as that instruction takes. A debugger that goes, politely or not, leaves
// a machine without breakpoints that runs.
//
// Not there: non-stop mode, several chips in one connection, tracepoints, semihosting, file transfer.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/gdb/debug_control.hpp"
#include "emulator/gdb/memory_map.hpp"
#include "emulator/gdb/monitor.hpp"
#include "emulator/gdb/packet.hpp"
#include "emulator/gdb/stop_points.hpp"
#include "emulator/gdb/target_description.hpp"
#include "emulator/gdb/text.hpp"

namespace emulator::gdb {

class Stub final : public DebugControl {
 public:
  enum class Start : u8 { running, halted };  // until the first debugger comes

  struct Options {
    Start start = Start::halted;
    std::function<void()> reset = {};  // default: the chip's reset pin
  };

  // Machine and chip outlive the stub. std::invalid_argument if the chip has no core.
  Stub(Machine& machine, Chip& chip) : Stub(machine, chip, Options{}) {}
  Stub(Machine&, Chip&, Options);

  bool halted() const override { return halted_; }
  Machine::Stop run_until(Time limit) override;
  bool killed() const override { return killed_; }

  // --- for whoever holds the connection
  using Send = std::function<void(std::string_view)>;
  void connected(Send);  // a debugger is there: the machine halts
  void disconnected();
  bool is_connected() const { return static_cast<bool>(send_); }
  void receive(std::span<const u8> bytes);

 private:
  // Signals as the protocol numbers them (GDB manual E.3 "Stop Reply Packets").
  static constexpr int interrupted = 2, trapped = 5, crashed = 11;

  // What a packet is answered with; none: nothing yet, the answer is the next stop.
  using Reply = std::optional<std::string>;
  struct Command {
    std::string_view name;
    Reply (Stub::*run)(Scanner);
  };
  static std::span<const Command> commands();

  void take(PacketReader::Item);
  Reply answer(std::string_view packet);
  void send(std::string_view payload);
  void tell_user(std::string_view text);

  // stub_queries.cpp
  Reply supported(Scanner);
  Reply start_no_ack(Scanner);
  Reply transfer(Scanner);
  Reply first_threads(Scanner);
  Reply more_threads(Scanner);
  Reply thread_info(Scanner);
  Reply current_thread(Scanner);
  Reply attached(Scanner);
  Reply monitor(Scanner);
  Reply select_thread(Scanner);
  Reply thread_alive(Scanner);
  Reply extended_mode(Scanner);

  // stub_state.cpp
  Reply read_registers(Scanner);
  Reply write_registers(Scanner);
  Reply read_register(Scanner);
  Reply write_register(Scanner);
  Reply read_bytes(Scanner);
  Reply write_hex(Scanner);
  Reply write_binary(Scanner);
  Reply flash_erase(Scanner);
  Reply flash_write(Scanner);
  Reply flash_done(Scanner);
  Reply insert_point(Scanner);
  Reply remove_point(Scanner);
  Reply change_point(Scanner, bool insert);
  Reply store(u32 address, std::span<const u8> bytes);

  // stub_run.cpp
  Reply why_stopped(Scanner);
  Reply resume_actions(Scanner);
  Reply resume(Scanner);
  Reply continue_all(Scanner);
  Reply continue_with_signal(Scanner);
  Reply step_one(Scanner);
  Reply step_with_signal(Scanner);
  Reply go(Scanner, Cpu* stepping);
  Reply interrupt(Scanner);
  Reply detach(Scanner);
  Reply kill(Scanner);
  Reply kill_process(Scanner);
  Reply restart(Scanner);
  Reply run_again(Scanner);
  Reply attach(Scanner);
  void start(Cpu* stepping);
  void release();
  void take_hold();
  void halt(Cpu&, int signal, std::string reason = {});
  std::string stop_reply() const;
  Machine::Stop advance(Time limit);
  bool tell_stop(Machine::Stop);
  std::string break_reason(u32 pc) const;

  std::span<Cpu* const> cores() const { return chip_.cores(); }
  Cpu& core() const { return *cores()[selected_]; }
  std::size_t index_of(const Cpu&) const;
  // A thread id of the protocol; any core will do for 0 and -1. None: there is no such thread.
  std::optional<std::size_t> thread(Scanner&) const;

  Machine& machine_;
  Chip& chip_;
  std::function<void()> reset_;
  StopPoints points_;
  Monitor monitor_;
  std::vector<TargetDescription> descriptions_;  // by core

  Send send_;
  PacketReader reader_;
  std::string last_sent_;
  bool acknowledges_ = true;
  bool extended_ = false;
  bool tells_break_kind_[2] = {};  // the debugger knows swbreak, hwbreak

  bool halted_;
  bool killed_ = false;
  bool owns_ = false;             // a debugger has the machine: stops are its business
  std::size_t selected_ = 0;      // core that registers and memory are read from
  std::size_t run_selected_ = 0;  // core that "s" and "c" mean
  Cpu* stepping_ = nullptr;
  struct Place {
    Cpu* core;
    u32 pc;
  };
  std::optional<Place> leaves_;  // a breakpoint that was told is there: going on begins with a step
  struct Stopped {
    int signal = trapped;
    std::size_t core = 0;
    std::string reason = {};  // "watch:20000000;"
  } stopped_;
};

}  // namespace emulator::gdb
