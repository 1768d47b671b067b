#include "emulator/cli/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <csignal>

#include "boards/chips.hpp"
#include "boards/library.hpp"
#include "cpu/engines.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/bootloader_drive.hpp"
#include "emulator/cli/recorded_buses.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/cli/usb_side.hpp"
#include "emulator/hash.hpp"
#include "emulator/host/file.hpp"
#include "emulator/host/signals.hpp"
#include "peripherals/parts/buzzer.hpp"

namespace cli {

using namespace emulator;

namespace {

Speed default_speed(const RunOptions& options, bool script) {
  return options.speed.value_or(script || !options.replay.empty() ? Speed::max() : Speed{});
}

boards::Chips chips(const RunOptions& options) {
  return boards::built_in_chips(cpu::engine_by_name(options.engine.empty() ? cpu::default_engine() : options.engine));
}

boards::CircuitDescription describe(const RunOptions& options) {
  boards::CircuitDescription circuit = describe_circuit(options.board);
  if (!options.rom.empty())
    for (auto& [name, board] : circuit.boards) board.rom = read_file(options.rom);
  return circuit;
}

bool wants_script(const RunOptions& options) {
  if (!options.replay.empty()) return false;
  return options.has_script() || !(options.unattended || isatty(STDIN_FILENO) || options.serves());
}

}  // namespace

Run::Run(RunOptions options)
    : options_(std::move(options)),
      machine_(options_.seed),
      circuit_(describe(options_), machine_, chips(options_)),
      board_(circuit_.board("")),
      outside_(io_, default_speed(options_, wants_script(options_))),
      signals_(io_) {
  read_what_to_run();
  fill_memory();
  if (options_.load_snapshot.empty())
    switch_on();
  else
    restore(options_.load_snapshot);
  set_up_session();
  set_up_log();
  set_up_traces();
  set_up_sounds();
  set_up_pokes();
  set_up_record();
  if (options_.show_display) display_.emplace(board_, [this](std::string_view text) { error_.write(text); });
  if (options_.show_supplies) supplies_.emplace(circuit_, [this](std::string_view text) { error_.write(text); });
  set_up_usb();
  set_up_debugger();
  take_signals();
  if (mode_ == Mode::script || mode_ == Mode::main_program) set_up_script();
  if (options_.drive.empty()) {
    open_port();
    start_script();
  } else {
    set_up_folder();
  }
  outside_.between_slices([this] {
    out_.flush();
    error_.flush();
  });
}

Run::~Run() {
  if (parts::UsbHost* usb = usb_host(board_)) usb->host().on_gone = nullptr;
}

// ---- setting up

void Run::read_what_to_run() {
  if (!wants_script(options_)) {
    const bool terminal = isatty(STDIN_FILENO) && !options_.serves() && !options_.unattended;
    mode_ = terminal && options_.replay.empty() ? Mode::terminal : Mode::served;
    if (options_.as_main) throw Failure(bad_input, "--as-main needs a script");
    return;
  }
  mode_ = options_.as_main ? Mode::main_program : Mode::script;
  script_ = options_.code ? *options_.code : read_script(options_.script);
  script_name_ = options_.code                                ? "-c"
                 : options_.script && *options_.script != "-" ? *options_.script
                                                              : "standard input";
}

// Persistent memory from its file if there is one, an image if there is none or if one was asked for by name. A
// snapshot brings its own.
void Run::fill_memory() {
  if (!options_.flash.empty()) flash_.emplace(board_, options_.flash);
  const bool kept = flash_ && flash_->load();
  for (const auto& [part, file] : options_.keeps) kept_parts_.emplace_back(circuit_, part, file);
  for (const auto& other : circuit_.boards())
    if (other.get() != &board_ && options_.load_snapshot.empty())
      load_firmware(*other, find_firmware(other->description(), {}, FirmwareStore::of_this_user()));
  if (options_.firmware || (!kept && options_.load_snapshot.empty() && options_.bootsel.empty())) {
    image_ =
        load_firmware(board_, find_firmware(board_.description(), options_.firmware, FirmwareStore::of_this_user()));
    image_hash_ = image_->sha256;
  }
  if (mode_ == Mode::main_program) {
    if (!options_.load_snapshot.empty())
      throw Failure(bad_input, "--as-main and --load-snapshot exclude each other: the snapshot has its own flash");
    store_main(board_, script_, image_ ? image_->image : Image{});
  }
}

void Run::switch_on() {
  machine_.power_on();
  if (options_.bootsel.empty()) return;
  copy_to_bootloader(machine_, board_, options_.bootsel);
  outside_.rebase(machine_.now());
}

void Run::restore(const std::string& path) {
  const Snapshot snapshot = Snapshot::decode(read_file(path), path);
  const std::string& board = board_.description().name;
  if (snapshot.board != board)
    throw Failure(bad_input, fmt::format("{} is a snapshot of the board {}, not of {}", path, snapshot.board, board));
  if (image_ && snapshot.image != image_->sha256)
    throw Failure(bad_input, fmt::format("{} is a snapshot of another firmware than {}", path, image_->path));
  try {
    machine_.power_on();
    State state{snapshot.state};
    machine_.serialize(state);
    if (!state.at_end()) throw StateError("the snapshot does not fit this machine: it is longer than it should be");
  } catch (const StateError& e) {
    const bool other = snapshot.version != VIVARIUM_VERSION;
    throw Failure(bad_input, fmt::format("{}: {}{}", path, e.what(),
                                         other ? fmt::format(" (vivarium {} wrote it)", snapshot.version) : ""));
  }
  image_hash_ = snapshot.image;
  restored_ = true;
  outside_.rebase(machine_.now());
}

void Run::set_up_session() {
  if (options_.gdb) debugger_.emplace(machine_, board_.chip(), gdb::Stub::Options{.reset = [this] { board_.reset(); }});
  if (!options_.lockstep.empty()) set_up_lockstep();
  session_.emplace(machine_, Session::Options{
                                 .consoles = {&board_.console()},
                                 .reset = [this] { board_.reset(); },
                                 .limit = options_.for_ ? machine_.now() + *options_.for_ : Time::max(),
                                 .strict = options_.strict,
                                 .debug = debugger_   ? static_cast<DebugControl*>(&*debugger_)
                                          : lockstep_ ? &*lockstep_
                                                      : nullptr,
                             });
  session_->on_posted = [this] { boost::asio::post(io_, [this] { outside_.interrupt(); }); };
  session_->subscribe([this](const SessionEvent& e) { heard(e); });
}

// What comes from outside goes to both; what scripts and pokes do, each does by itself.
void Run::set_up_lockstep() {
  const std::string tested = options_.engine.empty() ? std::string{cpu::default_engine()} : options_.engine;
  if (tested == options_.lockstep)
    throw Failure(bad_input, fmt::format("--lockstep: the engine {} would be compared with itself", tested));
  twin_.emplace(describe(options_), boards::built_in_chips(cpu::engine_by_name(options_.lockstep)), machine_);
  const auto symbol = [this](u32 address) {
    const Symbol* found = image_ ? image_->image.symbol_at(address) : nullptr;
    return found ? fmt::format("{}+{:#x}", found->name, address - found->address) : std::string{};
  };
  lockstep_.emplace(LockstepSide{tested, machine_}, LockstepSide{options_.lockstep, twin_->machine()}, symbol);
  if (mode_ == Mode::terminal || mode_ == Mode::served)
    twin_->listen_to(board_.console(), [this] { lockstep_->end_stretch(); });
  lockstep_->on_difference = [this](const std::string& report) {
    stop(engines_differ, "--lockstep: " + report.substr(0, report.find_last_not_of('\n') + 1));
  };
}

// Blocks are known to the log by their names in the chip's manual.
void Run::set_up_log() {
  log_.sink([this](const Log::Line& line) { error_.write(format_line(line) + "\n"); });
  log_.clock([this] { return machine_.now().time_since_epoch(); });
  for (const Chip::Block& block : board_.chip().blocks()) log_.topic(block.device->name());
  log_.topic("circuit");
  try {
    if (!options_.log.empty()) log_.configure(options_.log);
  } catch (const LogError& e) { throw Failure(bad_input, e.what()); }
  for (const CircuitFinding& early : machine_.circuit_findings.all())  // before anybody listened
    LogTopic{log_, "circuit"}.warning("{}", early.text);
  if (const auto nobody = log_.unmatched(); !nobody.empty())
    throw Failure(bad_input, fmt::format("--log: {} has no block named {}", board_.chip().name(), nobody.front()));
}

void Run::set_up_traces() {
  for (const TraceRequest& request : options_.traces) traces_.push_back(std::make_unique<TraceFile>(request, board_));
  if (options_.vcd.empty()) return;
  vcd_file_.emplace(options_.vcd);
  vcd_.emplace(
      machine_, board_.description().supply, [this](std::string_view text) { vcd_file_->write(text); },
      recorded_buses(circuit_));
}

void Run::set_up_sounds() {
  for (const PartFile& request : options_.sounds) {
    auto* part = dynamic_cast<parts::Buzzer*>(&circuit_.part(request.part));
    if (!part) throw Failure(bad_input, fmt::format("--wav: {} is no buzzer and no speaker", request.part));
    sounds_.push_back(std::unique_ptr<Sound>{new Sound{
        OutputFile{request.file},
        {machine_,
         {*part->terminal("plus")->net(), *part->terminal("minus")->net(), part->own_tone(), part->least_volts()}}}});
  }
}

void Run::set_up_pokes() {
  for (Poke& poke : options_.pokes) {
    resolve(poke, machine_.world);
    session_->at(poke.time, poke.command);
    if (twin_) twin_->poke(poke);
  }
}

// What comes from outside is written down, or comes from what was written.
void Run::set_up_record() {
  Console& console = board_.console();
  Drives drives;
  if (parts::UsbHost* usb = usb_host(board_)) drives.push_back(&usb->drives().first());
  if (!options_.record.empty()) {
    if (mode_ == Mode::script)
      throw Failure(bad_input, "--record: is for a terminal or a served port; scripts are the same every time");
    record_file_.emplace(options_.record);
    recorder_.emplace(
        machine_, std::vector{&console}, [this](std::string_view text) { record_file_->write(text); }, drives);
  }
  if (options_.replay.empty()) return;
  try {
    replay_.emplace(*session_, std::vector{&console}, read_record(read_text(options_.replay), options_.replay), drives);
  } catch (const RecordError& error) { throw Failure(bad_input, error.what()); }
  outside_.stops([this] { return replay_->next(); }, [this] { replay_->serve(); });
  replay_ear_.emplace(
      console, "replay",
      Console::Attachment::Callbacks{[this](std::span<const u8> bytes) {
                                       out_.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
                                     },
                                     {},
                                     {}});
}

void Run::set_up_usb() {
  parts::UsbHost* usb = usb_host(board_);
  if (!usb && options_.show_usb) throw Failure(bad_input, fmt::format("{} has no USB", options_.board));
  if (options_.show_usb) {
    usb->on_hid = [this](const usb::HidEvent& e) { error_.write(text(e) + "\n"); };
    usb->on_midi = [this](const usb::MidiMessage& m) { error_.write(text(m) + "\n"); };
  }
  if (usb && usb->console() == &board_.console())
    usb->host().on_gone = [this] {
      if (folder_) folder_->lost();
      if (script_driver_) script_driver_->lost();
    };
}

// What the script imports may be in the folder; and where it comes by the REPL, nobody else may speak there meanwhile.
void Run::set_up_folder() {
  if (mode_ == Mode::main_program)
    throw Failure(bad_input, "--as-main and --drive exclude each other: put the program into the folder");
  folder_.emplace(
      machine_, board_,
      FolderKeeper::Options{
          .folder = options_.drive, .fresh_board = image_ && !restored_, .restored = restored_, .say = say});
  folder_->on_port_free = [this] {
    // Its bytes answer the board's within the same instant, which a replay could not do.
    if (folder_->by_repl() && recorder_)
      return stop(bad_input,
                  "--record: the firmware has no USB drive, and what --drive does by the REPL is not recorded");
    open_port();
    if (folder_->by_repl() && mode_ != Mode::script) {  // as after power-up: with the folder's main.py
      constexpr std::string_view leave_raw_mode_and_restart = "\x02\x04";
      for (const char c : leave_raw_mode_and_restart) board_.console().input({reinterpret_cast<const u8*>(&c), 1});
    }
  };
  folder_->on_ready = [this] { start_script(); };
}

void Run::set_up_consoles() {
  Console& console = board_.console();
  if (!options_.pty.empty()) {
    PtyConsole::Options o;
    o.link = options_.pty_link();
    o.say = say;
    pty_.emplace(io_, console, o);
    say(fmt::format("serial port of {}: {}", options_.board, o.link.empty() ? pty_->path() : o.link.string()));
  }
  if (options_.tcp) {
    TcpConsole::Options o;
    o.endpoint = *options_.tcp;
    o.say = say;
    tcp_.emplace(io_, console, o);
    say(fmt::format("serial port of {}: socket://{}", options_.board, tcp_->endpoint()));
  }
  if (options_.rfc2217) {
    Rfc2217Console::Options o;
    o.endpoint = *options_.rfc2217;
    o.say = say;
    rfc2217_.emplace(io_, console, o);
    say(fmt::format("serial port of {}: rfc2217://{}", options_.board, rfc2217_->endpoint()));
  }
}

void Run::set_up_debugger() {
  if (!debugger_) return;
  gdb_.emplace(io_, *debugger_, GdbServer::Options{.endpoint = *options_.gdb, .say = say});
  say(fmt::format("waiting for GDB: target remote {}", gdb_->endpoint()));
}

void Run::set_up_script() {
  out_.on_gone = [this] { stop(pipe_closed); };
  const auto out = [this](std::string_view text) { out_.write(text); };
  const auto error = [this](std::string_view text) { error_.write(text); };
  const auto main_ended = [this](const MainRun::End& end) { stop(end.code); };
  if (const std::string& method = board_.description().main_script.method;
      mode_ == Mode::main_program && (method == "usb" || method == "repl")) {
    stored_main_.emplace(machine_, board_.console(), method == "usb" ? usb_host(board_) : nullptr, script_,
                         StoredMain::Callbacks{out, error, main_ended, [this](const std::string& sentence) {
                                                 stop(firmware_fault, sentence);
                                               }});
    if (twin_) twin_->store_main(script_, method == "usb");
    return;
  }
  if (mode_ == Mode::main_program) {
    main_run_.emplace(MainRun::Callbacks{out, error, main_ended});
    main_ear_.emplace(
        board_.console(), "main program",
        Console::Attachment::Callbacks{[this](std::span<const u8> bytes) { main_run_->received(bytes); }, {}, {}});
    return;
  }
  script_driver_.emplace(machine_, board_.console(), script_, script_name_,
                         ScriptDriver::Callbacks{out, error, [this](const ScriptRun::End& end) { script_ended(end); }});
}

void Run::start_script() {
  if (!script_driver_) return;
  const bool runs = restored_ || folder_;
  const auto from = runs ? RawRepl::From::running : RawRepl::From::power_on;
  script_driver_->start(from);
  if (twin_) twin_->run_script(script_, script_name_, from);
}

void Run::open_port() {
  set_up_consoles();
  if (mode_ == Mode::terminal) set_up_terminal();
}

void Run::set_up_terminal() {
  signals_.cancel();  // from now on the terminal hears them
  signals_.clear();
  terminal_.emplace(io_, board_.console(), StdioConsole::Options{.board = board_.description().title},
                    StdioConsole::Callbacks{
                        .on_leave = [this] { stop(ok); },
                        .on_end = [this] { stop(ok); },
                        .on_gone = [this](const std::string&) { stop(pipe_closed); },
                        .on_signal = [this](int signal) { stop(128 + signal); },
                        .on_resume = [this] { outside_.rebase(machine_.now()); },
                        .say = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); },
                    });
}

void Run::take_signals() {
  for (const int signal : ending_signals()) signals_.add(signal);
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (!error) stop(128 + signal);
  });
  std::signal(SIGPIPE, SIG_IGN);  // a failed write tells
}

}  // namespace cli
