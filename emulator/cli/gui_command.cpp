// `vivarium gui`: the window.
#include <fmt/format.h>

#include <optional>

#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#ifdef VIVARIUM_HAS_WINDOW
#include "boards/chip_engines.hpp"
#include "cpu/engines.hpp"
#include "emulator/cli/board_setup.hpp"
#include "gui/window/window.hpp"
#endif

namespace cli {
namespace {

constexpr const char* about =
    "Opens a window in which the board, its parts and wires can be seen and touched while firmware runs:\n"
    "buttons, knobs and sensors by mouse, the REPL in a terminal, time that can be stopped. What the window\n"
    "does is what scenarios do; a run is the same with and without it.";

constexpr const char* examples =
    "Examples:\n"
    "  vivarium gui pico\n"
    "  vivarium gui circuit.json main.py\n"
    "  vivarium gui circuit.json main.py --screenshot window.png --at 5s      no display is needed\n";

struct Options {
  std::string circuit, screenshot, size = "1440x900", choose;
  std::optional<std::string> script, firmware;
  std::optional<std::string> at, speed;
  bool dark = false;
};

#ifdef VIVARIUM_HAS_WINDOW
int open(const Options& o) {
  gui::WindowSetup setup;
  if (std::sscanf(o.size.c_str(), "%ux%u", &setup.width, &setup.height) != 2 || setup.width < 320 ||
      setup.height < 240 || setup.width > 8192 || setup.height > 8192)
    throw Failure(bad_input,
                  fmt::format("--size: \"{}\" is no size for a window: 1440x900, from 320x240 to 8192x8192", o.size));
  setup.bench.circuit = describe_circuit(o.circuit);
  setup.title = fmt::format("{} - Vivarium", setup.bench.circuit.title.empty() ? o.circuit : setup.bench.circuit.title);
  setup.bench.chips = [] { return boards::built_in_chips(cpu::engine_by_name(cpu::default_engine())); };
  setup.bench.fill = [firmware = o.firmware](boards::Board& board, bool first) {
    load_firmware(board,
                  find_firmware(board.description(), first ? firmware : std::nullopt, FirmwareStore::of_this_user()));
  };
  setup.bench.speed = o.speed                ? emulator::parse_speed(*o.speed)
                      : o.screenshot.empty() ? emulator::Speed{}
                                             : emulator::Speed::max();
  if (o.at) setup.bench.pause_at = emulator::Time{parse_duration(*o.at)};
  if (!o.screenshot.empty() && !o.at) setup.bench.pause_at = emulator::Time{std::chrono::seconds{1}};
  if (o.script) setup.script = read_script(o.script), setup.script_name = *o.script, setup.run_script = true;
  setup.dark = o.dark, setup.screenshot = o.screenshot, setup.choose = o.choose;
  gui::show(std::move(setup));
  return ok;
}
#else
int open(const Options&) {
  throw Failure(bad_input,
                "this vivarium was built without its window: libimgui-dev, libsdl2-dev and libvterm-dev were missing; "
                "`vivarium picture` draws circuits all the same");
}
#endif

}  // namespace

void add_gui(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("gui", "Open the window: board, parts and electricity to see and touch");
  app->description(about)->footer(examples);
  const auto o = std::make_shared<Options>();
  app->add_option("CIRCUIT", o->circuit, "A circuit file, a board file, or a board's name")->required()->type_name("");
  app->add_option("SCRIPT", o->script, "A Python file that runs on the first board")->type_name("");
  app->add_option("--firmware", o->firmware, "The first board's firmware image")->type_name("FILE");
  app->add_option("--speed", o->speed, "How fast virtual time passes: 1x, 4x, 0.01x, max. Default: 1x")
      ->type_name("SPEED");
  app->add_option("--at", o->at, "Pause at this virtual time after power-on")->type_name("TIME");
  app->add_option("--screenshot", o->screenshot,
                  "Write the window as a PNG file at that time (1s), and leave; needs no display")
      ->type_name("FILE");
  app->add_option("--size", o->size, "Of the window: 1440x900")->type_name("WIDTHxHEIGHT");
  app->add_option("--choose", o->choose, "The part that is chosen at the beginning")->type_name("PART");
  app->add_flag("--dark", o->dark, "Dark colours");
  app->callback([o, &todo] { todo = [o] { return open(*o); }; });
}

}  // namespace cli
