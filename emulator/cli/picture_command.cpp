// `vivarium picture`: a circuit as one would see it on a bench, at a moment of virtual time.
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <optional>

#include "boards/assembly.hpp"
#include "boards/chips.hpp"
#include "cpu/engines.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/outside.hpp"
#include "emulator/cli/pokes.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/host/file.hpp"
#include "emulator/script_driver.hpp"
#include "gui/bench/draw.hpp"
#include "gui/bench/layout.hpp"
#include "gui/bench/raster.hpp"
#include "gui/bench/svg.hpp"

namespace cli {
namespace {

using namespace emulator;

constexpr const char* about =
    "Draws the board or circuit, its parts and wires, as they are at a moment of virtual time: LEDs as bright\n"
    "as an eye sees them, displays with what they show. No display is needed. Without --at nothing is switched\n"
    "on, and no firmware is needed.";

constexpr const char* examples =
    "Examples:\n"
    "  vivarium picture circuit.json -o circuit.svg\n"
    "  vivarium picture circuit.json main.py --at 5s -o lit.png\n"
    "  vivarium picture circuit.json main.py --at 5s --press button@4s --set knob=0.7 --dark --size 1200x800 -o "
    "it.png\n"
    "  vivarium picture circuit.json --layout              where everything is, for the file's \"layout\"\n";

struct Size {
  unsigned width = 0, height = 0;  // 0: as it comes
};

struct Options {
  std::string circuit, out;
  std::optional<std::string> script, firmware;
  std::optional<Duration> at;
  std::vector<Poke> pokes;
  Size size;
  bool dark = false, layout = false;
};

Size parse_size(const std::string& text) {
  Size size;
  int end = 0;
  if (std::sscanf(text.c_str(), "%ux%u%n", &size.width, &size.height, &end) != 2 ||
      end != static_cast<int>(text.size()) || size.width < 16 || size.height < 16 || size.width > 16384 ||
      size.height > 16384)
    throw std::invalid_argument(fmt::format("\"{}\" is no size: 1200x800, from 16x16 to 16384x16384", text));
  return size;
}

// Runs the circuit for a while, with a script on its first board.
class Still {
 public:
  Still(const Options& options, boards::Assembly& circuit) : options_(options), circuit_(circuit) {}

  int run() {
    Machine& machine = circuit_.machine();
    for (const auto& board : circuit_.boards()) {
      const bool first = board == circuit_.boards().front();
      load_firmware(*board, find_firmware(board->description(), first ? options_.firmware : std::nullopt,
                                          FirmwareStore::of_this_user()));
    }
    machine.power_on();
    boards::Board& board = circuit_.board("");
    Session session{
        machine, {.consoles = {&board.console()}, .reset = [&board] { board.reset(); }, .limit = Time{*options_.at}}};
    for (Poke poke : options_.pokes) {
      resolve(poke, machine.world);
      session.at(poke.time, poke.command);
    }
    std::optional<ScriptDriver> driver;
    if (options_.script) {
      driver.emplace(
          machine, board.console(), read_script(options_.script), *options_.script,
          ScriptDriver::Callbacks{[](std::string_view) {}, [this](std::string_view text) { error_ += text; },
                                  [this](const ScriptRun::End& end) { code_ = end.code, error_ += end.message; }});
      driver->start(RawRepl::From::power_on);
    }
    boost::asio::io_context io;
    Outside outside{io, Speed::max()};
    const SessionEnd end = session.run(outside);
    if (!error_.empty()) fmt::print(stderr, "{}\n", error_);
    if (end.reason == SessionEnd::Reason::lockup) {
      say(end.sentence);
      return firmware_fault;
    }
    return code_ && *code_ != 0 ? raised : ok;
  }

 private:
  const Options& options_;
  boards::Assembly& circuit_;
  std::string error_;
  std::optional<int> code_;
};

void write(const Options& options, const bench::Scene& scene, const bench::SceneState& state) {
  const bench::Theme theme = options.dark ? bench::Theme::dark() : bench::Theme::light();
  const bench::Rect all = scene.extent().grown(18);
  constexpr double usual_scale = 2.5;
  const double width = options.size.width ? options.size.width : std::ceil(all.w * usual_scale);
  const double height = options.size.height ? options.size.height : std::ceil(all.h * usual_scale);
  const bench::View view = bench::fitting(scene.extent(), width, height);
  if (options.out.ends_with(".svg")) {
    bench::SvgCanvas canvas{width, height, theme.paper};
    bench::draw(canvas, scene, state, theme, view);
    const std::string file = canvas.file();
    return write_file_atomically(options.out, {reinterpret_cast<const u8*>(file.data()), file.size()});
  }
  bench::RasterCanvas canvas{static_cast<unsigned>(width), static_cast<unsigned>(height), theme.paper};
  bench::draw(canvas, scene, state, theme, view);
  write_file_atomically(options.out, scenarios::to_png(canvas.bitmap()));
}

int draw(const Options& options) {
  if (!options.layout && !options.out.ends_with(".png") && !options.out.ends_with(".svg"))
    throw Failure(bad_input, "-o needs a file that ends in .png or .svg");
  Machine machine{1};
  boards::Assembly circuit{describe_circuit(options.circuit), machine,
                           boards::built_in_chips(cpu::engine_by_name(cpu::default_engine()))};
  const bench::Scene scene = bench::make_scene(circuit);
  if (options.layout) {
    fmt::print("\"layout\": {}\n", bench::layout_of(scene));
    return ok;
  }
  const bench::Sampler sampler{circuit, scene};
  const int code = options.at ? Still{options, circuit}.run() : ok;
  write(options, scene, sampler.sample());
  return code;
}

template <typename F>
CLI::Option* add(CLI::App& app, const std::string& name, F parse, const std::string& help, const char* type) {
  return app
      .add_option_function<std::string>(
          name,
          [name, parse](const std::string& text) {
            try {
              parse(text);
            } catch (const std::exception& e) { throw CLI::ValidationError(name, e.what()); }
          },
          help)
      ->type_name(type)
      ->trigger_on_parse();
}

}  // namespace

void add_picture(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("picture", "Draw a board or circuit as a PNG or SVG file");
  explain(*app, about).footer(examples);
  const auto o = std::make_shared<Options>();
  app->add_option("CIRCUIT", o->circuit, "A circuit file, a board file, or a board's name")->required()->type_name("");
  app->add_option("SCRIPT", o->script, "A Python file that runs on the first board")->type_name("");
  app->add_option("-o,--out", o->out, "The picture: a file that ends in .png or .svg")->type_name("FILE");
  app->add_option("--firmware", o->firmware, "The first board's firmware image")->type_name("FILE");
  add(
      *app, "--at", [o](const std::string& s) { o->at = parse_duration(s); },
      "So much virtual time after power-on: 2s, 500ms", "TIME");
  add(
      *app, "--size", [o](const std::string& s) { o->size = parse_size(s); },
      "In points; as large as it comes if not given", "WIDTHxHEIGHT");
  add(
      *app, "--press",
      [o](const std::string& s) {
        for (auto& poke : parse_press(s)) o->pokes.push_back(poke);
      },
      "Press a button: button@1s..1.2s, button@1s for 100 ms", "BUTTON@TIME[..TIME]");
  add(
      *app, "--set", [o](const std::string& s) { o->pokes.push_back(parse_set(s)); }, "Set a quantity: knob=0.7@2s",
      "NAME=VALUE[@TIME]");
  app->add_flag("--dark", o->dark, "On a dark bench");
  app->add_flag("--layout", o->layout, "Print where everything is, instead of drawing it");
  app->callback([o, &todo] { todo = [o] { return draw(*o); }; });
}

}  // namespace cli
