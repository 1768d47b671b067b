// `vivarium run`: its options, its help.
#include <memory>
#include <stdexcept>

#include "emulator/cli/commands.hpp"
#include "emulator/cli/run.hpp"
#include "emulator/cli/text.hpp"

namespace cli {
namespace {

constexpr const char* about =
    "Runs a board's firmware, unmodified, and a script on it.\n"
    "\n"
    "With SCRIPT or -c the board boots, the code goes to the interpreter through its raw REPL, what it\n"
    "prints comes on standard output and a traceback on standard error. Without either, the terminal\n"
    "becomes the board's REPL (Ctrl-] leaves). If there is no terminal, standard input is the script.";

constexpr const char* examples =
    "Examples:\n"
    "  vivarium run microbit                                  the REPL, in real time\n"
    "  vivarium run microbit hello.py                         a script, as fast as it goes\n"
    "  vivarium run microbit -c 'print(6*7)'\n"
    "  vivarium run microbit blink.py --for 2s --show display\n"
    "  vivarium run microbit count.py --press A@1s..1.2s --press A@2s --for 5s\n"
    "  vivarium run microbit tilt.py --set acceleration_x=0.5@2s --for 4s\n"
    "  vivarium run microbit main.py --as-main --speed 1x\n"
    "  vivarium run microbit --pty=/tmp/microbit              then: mpremote connect /tmp/microbit\n"
    "  vivarium run pico --drive ~/circuitpy                  CIRCUITPY's files; saving one reloads it\n"
    "  vivarium run microbit test.py --trace registers=registers.txt\n"
    "\n"
    "Exit codes:\n"
    "  0    the script ended well, or the session was left\n"
    "  1    the script raised an exception; sys.exit(n) gives n\n"
    "  2    a wrong option, or a file, board or port that cannot be used\n"
    "  3    the firmware showed no prompt, locked up, reset itself, or stopped answering\n"
    "  4    --strict: the firmware used something that is not modelled\n"
    "  5    --lockstep: the engines did not do the same\n"
    "  124  the time given by --for was over before the script had ended\n"
    "  130  Ctrl-C (143: SIGTERM, 141: whoever read the output has gone)\n";

// CLI11 wants its own exception for a value that does not parse.
template <typename F>
auto parsed(const std::string& option, F&& parse) {
  return [option, parse](const std::string& text) {
    try {
      parse(text);
    } catch (const std::runtime_error& e) {
      throw CLI::ValidationError(option, e.what());
    } catch (const std::invalid_argument& e) { throw CLI::ValidationError(option, e.what()); }
  };
}
template <typename F>
CLI::Option* add(CLI::App& app, const std::string& name, F parse, const std::string& help, const char* type) {
  return app.add_option_function<std::string>(name, parsed(name, parse), help)->type_name(type)->trigger_on_parse();
}

void add_program_options(CLI::App& app, RunOptions& o) {
  app.add_option("BOARD", o.board, "The board, one of `vivarium boards`, or a board file (.json)")
      ->required()
      ->type_name("");
  app.add_option("SCRIPT", o.script, "A Python file for the board; - is standard input")->type_name("");
  app.add_option("-c,--code", o.code, "Python for the board instead of a file")->type_name("CODE");
  app.add_flag("--as-main", o.as_main,
               "Store the script as the main program the way this board's users do (micro:bit:\n"
               "appended to the flash image; CircuitPython: code.py on its drive; MicroPython on\n"
               "the Pico: main.py) and run it, instead of using the raw REPL")
      ->group("Options");
}

void add_memory_options(CLI::App& app, RunOptions& o) {
  constexpr const char* group = "Firmware and memory";
  app.add_option("--rom", o.rom, "A boot ROM's image in place of our own, for chips that start from one");
  app.add_option("--firmware", o.firmware,
                 "The firmware image; without it the first that `vivarium firmware BOARD` lists")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--bootsel", o.bootsel,
                 "Hold BOOTSEL while the board is plugged in, and copy this UF2 file onto the drive that\n"
                 "appears (RPI-RP2), in place of --firmware")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--flash", o.flash,
                 "Keep the board's persistent memory in this file: read at start if it is there,\n"
                 "written at a reset and at the end")
      ->type_name("FILE")
      ->group(group);
  add(
      app, "--keep", [&o](const std::string& s) { o.keeps.push_back(parse_part_file(s)); },
      "Keep what a part of the circuit holds without power (a memory card, an EEPROM) in this\n"
      "file: read at start if it is there, written at a reset and at the end",
      "PART=FILE")
      ->group(group);
  app.add_option("--drive", o.drive,
                 "Make this folder the content of the board's file system: by its USB drive (CIRCUITPY), kept\n"
                 "equal both ways while the board runs; without one through its REPL, before the script\n"
                 "(or main.py) and back at the end. The folder is made if it is not there")
      ->type_name("DIR")
      ->group(group);
  app.add_option("--save-snapshot", o.save_snapshot, "Freeze the whole board into this file at the end")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--load-snapshot", o.load_snapshot, "Begin with a board frozen before instead of booting one")
      ->type_name("FILE")
      ->group(group);
}

void add_time_options(CLI::App& app, RunOptions& o) {
  constexpr const char* group = "Time and chance";
  add(
      app, "--for", [&o](const std::string& s) { o.for_ = parse_duration(s); },
      "End after so much virtual time: 5s, 200ms, 1.5s, 2min, 1h", "TIME")
      ->group(group);
  add(
      app, "--speed", [&o](const std::string& s) { o.speed = emulator::parse_speed(s); },
      "How fast virtual time passes: 1x, 4x, 0.5x, max. Default: max for scripts, 1x for a\n"
      "REPL or a served port. It changes nothing of what the board does",
      "SPEED")
      ->group(group);
  app.add_option("--seed", o.seed, "All chance (noise, random number generator, jitter) comes from this number; 1")
      ->type_name("N")
      ->group(group);
  app.add_option("--engine", o.engine, "Who executes the processor's code; `vivarium --version` lists engines")
      ->type_name("ENGINE")
      ->group(group);
}

void add_port_options(CLI::App& app, RunOptions& o) {
  constexpr const char* group = "The board's serial port (its REPL)";
  app.add_flag("--pty", o.pty,
               "As a pseudo terminal, for mpremote, screen and the like; --pty=LINK makes a symbolic\n"
               "link of that name to it")
      ->group(group);
  add(
      app, "--tcp", [&o](const std::string& s) { o.tcp = parse_endpoint(s); },
      "As a TCP port, raw bytes; 4000 is 127.0.0.1:4000, 0 any free port", "[ADDRESS:]PORT")
      ->group(group);
  add(
      app, "--rfc2217", [&o](const std::string& s) { o.rfc2217 = parse_endpoint(s); },
      "As a TCP port with RFC 2217, for pyserial's rfc2217:// URLs", "[ADDRESS:]PORT")
      ->group(group);
}

void add_world_options(CLI::App& app, RunOptions& o) {
  constexpr const char* group = "The world around the board (each may be given several times)";
  add(
      app, "--press",
      [&o](const std::string& s) {
        for (auto& poke : parse_press(s)) o.pokes.push_back(poke);
      },
      "Press a button: A@1s..1.2s from 1 s to 1.2 s of virtual time, A@1s for 100 ms", "BUTTON@TIME[..TIME]")
      ->group(group);
  add(
      app, "--set", [&o](const std::string& s) { o.pokes.push_back(parse_set(s)); },
      "Set a quantity, as acceleration_x=0.5@2s; from the start without @. `vivarium boards\n"
      "BOARD` lists the quantities",
      "NAME=VALUE[@TIME]")
      ->group(group);
  add(
      app, "--send", [&o](const std::string& s) { o.pokes.push_back(parse_send(s)); },
      "Type on the serial port; \\r, \\n, \\t, \\\\ and \\xHH as in C", "TEXT@TIME")
      ->group(group);
}

void add_inside_options(CLI::App& app, RunOptions& o) {
  constexpr const char* group = "Looking inside";
  add(
      app, "--show",
      [&o](const std::string& what) {
        if (what != "display" && what != "usb" && what != "supplies")
          throw std::invalid_argument("there are `display`, `usb` and `supplies` to show");
        (what == "usb" ? o.show_usb : what == "supplies" ? o.show_supplies : o.show_display) = true;
      },
      "display: print the board's display on standard error whenever it has changed;\n"
      "usb: what the board types, clicks and plays as a USB keyboard, mouse or MIDI instrument;\n"
      "supplies: the current that the board's supplies give, and to which parts",
      "WHAT")
      ->group(group);
  app.add_option("--record", o.record,
                 "Write what comes from outside (the serial port, --drive, quantities) with its virtual time to\n"
                 "this file")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--replay", o.replay,
                 "Let all that come from such a file, in place of a port or terminal: the same run again.\n"
                 "Firmware and seed must be the same")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--vcd", o.vcd, "Record every net as a value change dump, for GTKWave or PulseView")
      ->type_name("FILE")
      ->group(group);
  add(
      app, "--wav", [&o](const std::string& s) { o.sounds.push_back(parse_part_file(s)); },
      "Record what a buzzer or speaker of the circuit sounds like", "PART=FILE")
      ->group(group);
  add(
      app, "--trace", [&o](const std::string& s) { o.traces.push_back(parse_trace(s)); },
      "Write down every register access (registers), instruction (instructions) or byte sent\n"
      "(serial), with virtual time, to a file or standard error. Two runs give the same bytes",
      "KIND[=FILE]")
      ->group(group);
  app.add_option("--lockstep", o.lockstep,
                 "Run the board a second time on this engine, with the same input, and compare all that is in\n"
                 "both again and again. The first difference is told with the instructions that led there\n"
                 "(exit code 5)")
      ->type_name("ENGINE")
      ->group(group);
  add(
      app, "--gdb", [&o](const std::string& s) { o.gdb = parse_endpoint(s); },
      "Wait for GDB on this TCP port before the first instruction; 3333 is 127.0.0.1:3333", "[ADDRESS:]PORT")
      ->group(group);
  app.add_option("--log", o.log,
                 "What the board's blocks say on standard error: a level (off, error, warning, info,\n"
                 "debug, trace), or BLOCK=LEVEL, several with commas. Default: warning")
      ->type_name("SPEC")
      ->group(group);
  app.add_flag("--strict", o.strict, "End at the first use of something that is not modelled (exit code 4)")
      ->group(group);
}

}  // namespace

void add_run(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("run", "Run firmware and scripts on a virtual board");
  explain(*app, about).footer(examples);
  const auto options = std::make_shared<RunOptions>();
  add_program_options(*app, *options);
  add_memory_options(*app, *options);
  add_time_options(*app, *options);
  add_port_options(*app, *options);
  add_world_options(*app, *options);
  add_inside_options(*app, *options);
  app->callback([options, &todo] {
    if (!options->bootsel.empty() && (options->firmware || !options->load_snapshot.empty()))
      throw CLI::ValidationError("--bootsel", "brings the firmware; --firmware or --load-snapshot cannot be there too");
    if (!options->record.empty() && options->has_script())
      throw CLI::ValidationError("--record", "is for a terminal or a served port; scripts are the same every time");
    if (!options->lockstep.empty() && (options->gdb || !options->drive.empty() || !options->record.empty()))
      throw CLI::ValidationError("--lockstep", "cannot be there with --gdb, --drive and --record");
    if (!options->replay.empty() && (options->has_script() || options->serves() || !options->drive.empty() ||
                                     !options->record.empty() || !options->pokes.empty()))
      throw CLI::ValidationError("--replay",
                                 "brings all that comes from outside; scripts, ports, --drive, --record, "
                                 "--press, --set and --send cannot be there too");
    if (!options->bootsel.empty() && options->as_main)
      throw CLI::ValidationError("--as-main", "goes with --firmware, not with --bootsel");
    if (options->script && options->code) throw CLI::ValidationError("-c", "a script is given already");
    todo = [options] {
      Run run{*options};
      return run();
    };
  });
}

}  // namespace cli
