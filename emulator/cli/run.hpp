#pragma once
// One run of a board, from its options to its exit code.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <optional>

#include "boards/assembly.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/folder_keeper.hpp"
#include "emulator/cli/kept_part.hpp"
#include "emulator/cli/output.hpp"
#include "emulator/cli/outside.hpp"
#include "emulator/cli/run_options.hpp"
#include "emulator/cli/stored_main.hpp"
#include "emulator/cli/trace_file.hpp"
#include "emulator/cli/twin.hpp"
#include "emulator/gdb/stub.hpp"
#include "emulator/host/gdb_server.hpp"
#include "emulator/host/lockstep.hpp"
#include "emulator/host/pty_console.hpp"
#include "emulator/host/rfc2217_console.hpp"
#include "emulator/host/stdio_console.hpp"
#include "emulator/host/tcp_console.hpp"
#include "emulator/input_record.hpp"
#include "emulator/log.hpp"
#include "emulator/main_run.hpp"
#include "emulator/script_driver.hpp"
#include "emulator/session.hpp"
#include "emulator/snapshot.hpp"
#include "emulator/vcd.hpp"
#include "emulator/wav.hpp"

namespace cli {

class Run {
 public:
  explicit Run(RunOptions);  // Failure, or another std::runtime_error with a sentence: bad input
  ~Run();
  int operator()();

 private:
  enum class Mode { script, main_program, terminal, served };

  struct Sound {
    OutputFile file;
    emulator::WavRecorder recorder;
  };

  void read_what_to_run();
  void fill_memory();
  void switch_on();
  void restore(const std::string& path);
  void set_up_session();
  void set_up_lockstep();
  void set_up_log();
  void set_up_traces();
  void set_up_sounds();
  void set_up_pokes();
  void set_up_record();
  void set_up_usb();
  void set_up_folder();
  void set_up_consoles();
  void set_up_debugger();
  void set_up_script();
  void set_up_terminal();
  void open_port();
  void start_script();
  void take_signals();

  void heard(const emulator::SessionEvent&);
  void script_ended(const emulator::ScriptRun::End&);
  void stop(int code, const std::string& sentence = {});
  int code_of(const emulator::SessionEnd&) const;
  bool leave_things_behind();
  void save_snapshot();

  RunOptions options_;
  Mode mode_ = Mode::script;
  std::string script_, script_name_;

  boost::asio::io_context io_;
  emulator::Machine machine_;
  boards::Assembly circuit_;
  boards::Board& board_;  // the circuit's first
  std::optional<LoadedImage> image_;
  std::array<emulator::u8, 32> image_hash_{};
  std::optional<FlashFile> flash_;
  std::vector<KeptPart> kept_parts_;
  bool restored_ = false;
  std::optional<emulator::gdb::Stub> debugger_;
  std::optional<Twin> twin_;
  std::optional<emulator::Lockstep> lockstep_;
  std::optional<emulator::Session> session_;
  emulator::Log log_;
  Outside outside_;
  StandardStream out_{1}, error_{2};
  boost::asio::signal_set signals_;

  std::vector<std::unique_ptr<TraceFile>> traces_;
  std::optional<OutputFile> vcd_file_;
  std::optional<emulator::VcdRecorder> vcd_;
  std::vector<std::unique_ptr<Sound>> sounds_;
  std::optional<OutputFile> record_file_;
  std::optional<emulator::InputRecorder> recorder_;
  std::optional<emulator::InputReplay> replay_;
  std::optional<emulator::Console::Attachment> replay_ear_;
  std::optional<DisplayPrinter> display_;
  std::optional<SupplyPrinter> supplies_;
  std::optional<FolderKeeper> folder_;
  std::optional<emulator::ScriptDriver> script_driver_;
  std::optional<StoredMain> stored_main_;
  std::optional<emulator::MainRun> main_run_;
  std::optional<emulator::Console::Attachment> main_ear_;
  std::optional<emulator::PtyConsole> pty_;
  std::optional<emulator::TcpConsole> tcp_;
  std::optional<emulator::Rfc2217Console> rfc2217_;
  std::optional<emulator::GdbServer> gdb_;
  std::optional<emulator::StdioConsole> terminal_;
  std::optional<int> code_;  // once something has decided it
};

}  // namespace cli
