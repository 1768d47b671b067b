#pragma once
// What `vivarium run` was asked for.
#include <optional>
#include <string>
#include <vector>

#include "emulator/cli/pokes.hpp"
#include "emulator/host/speed.hpp"
#include "emulator/host/tcp_listener.hpp"

namespace cli {

struct TraceRequest {
  enum class Kind { registers, instructions, serial } kind;
  std::string file;  // empty: stderr
};

struct PartFile {
  std::string part, file;
};

struct RunOptions {
  std::string board;
  std::optional<std::string> script, code;  // a file ("-": standard input), or Python itself
  std::optional<std::string> firmware;
  std::string rom;  // a boot ROM's file; empty: our own
  std::optional<emulator::Duration> for_;
  std::optional<emulator::Speed> speed;
  emulator::u64 seed = 1;
  std::string engine;
  std::string lockstep;  // the engine to compare with; empty: none
  std::string pty;  // "true" or the name of a link; empty: none
  std::optional<emulator::TcpEndpoint> tcp, rfc2217, gdb;
  std::string flash, save_snapshot, load_snapshot;
  std::string bootsel;  // a UF2 file for the drive that the board shows with BOOTSEL held
  std::string drive;    // the folder that is the content of the board's USB drive
  bool strict = false, as_main = false, show_display = false, show_usb = false, show_supplies = false;
  bool unattended = false;  // neither script nor terminal: the firmware runs by itself
  std::string log;
  std::vector<TraceRequest> traces;
  std::string record, replay;  // files of what came from outside
  std::string vcd;             // the file for the nets' levels and voltages
  std::vector<PartFile> sounds, keeps;
  std::vector<Poke> pokes;

  bool has_script() const { return script || code; }
  std::string pty_link() const { return pty == "true" ? "" : pty; }
  bool serves() const { return !pty.empty() || tcp || rfc2217; }
};

// std::invalid_argument with a sentence.
TraceRequest parse_trace(const std::string&);
PartFile parse_part_file(const std::string&);              // "PART=FILE"
emulator::TcpEndpoint parse_endpoint(const std::string&);  // "4000", "0.0.0.0:4000", "[::1]:4000"

}  // namespace cli
