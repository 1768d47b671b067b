// `vivarium gui`: the window.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/run_options.hpp"
#include "emulator/cli/text.hpp"
#ifdef VIVARIUM_HAS_WINDOW
#include <cstdlib>
#include <filesystem>

#include "boards/chips.hpp"
#include "boards/json.hpp"
#include "cpu/engines.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/scenario_files.hpp"
#include "emulator/cli/trace_file.hpp"
#include "emulator/host/file.hpp"
#include "gui/bench/editing/reading.hpp"
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
    "  vivarium gui examples/projects/blink        a lesson: its README, its script, its scenario\n"
    "  vivarium gui circuit.json main.py --screenshot window.png --at 5s      no display is needed\n";

struct Options {
  std::string circuit, screenshot, size = "1440x900", choose, tab;
  std::optional<std::string> script, firmware;
  std::optional<std::string> at, speed, measure;
  std::vector<TraceRequest> traces;
  std::string renderer = "auto";
  double scale = 0;
  bool dark = false;
};

TraceRequest trace_of(const std::string& text) {
  try {
    return parse_trace(text);
  } catch (const std::invalid_argument& wrong) { throw CLI::ValidationError("--trace", wrong.what()); }
}

#ifdef VIVARIUM_HAS_WINDOW
namespace fs = std::filesystem;
using emulator::read_text;

gui::Outside files_of_this_user() {
  return {
      .write = [](const std::string& path, std::string_view bytes) -> std::string {
        try {
          if (const auto folder = fs::path{path}.parent_path(); !folder.empty()) fs::create_directories(folder);
          emulator::write_file_atomically(path, {reinterpret_cast<const emulator::u8*>(bytes.data()), bytes.size()});
        } catch (const std::exception& error) { return error.what(); }
        return {};
      },
      .read = [](const std::string& path, std::string& bytes) -> std::string {
        try {
          const auto read = emulator::read_file(path);
          bytes.assign(read.begin(), read.end());
        } catch (const std::exception& error) { return error.what(); }
        return {};
      },
      .folder =
          [](const std::string& path) {
            std::vector<std::string> names;
            std::error_code error;
            for (const auto& entry : fs::directory_iterator{path, error})
              names.push_back(entry.path().filename().string() + (entry.is_directory(error) ? "/" : ""));
            std::ranges::sort(names);
            return names;
          }};
}

std::string settings_file() {
  const char *config = std::getenv("XDG_CONFIG_HOME"), *home = std::getenv("HOME");
  if (config && *config) return std::string{config} + "/vivarium/window.json";
  return home && *home ? std::string{home} + "/.config/vivarium/window.json" : "";
}

std::vector<std::string> names_in(const std::string& folder, std::string_view ending) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error})
    if (std::string name = entry.path().filename().string(); name.ends_with(ending)) names.push_back(std::move(name));
  std::ranges::sort(names);
  return names;
}

// What a folder is about: its circuit.json or the first other circuit; else the board that it is named after; else the
// one that its programs are for.
std::string circuit_in(const std::string& folder) {
  std::error_code error;
  if (fs::exists(folder + "/circuit.json", error)) return folder + "/circuit.json";
  if (const auto circuits = names_in(folder, ".circuit.json"); !circuits.empty())
    return folder + "/" + circuits.front();
  const std::string name = fs::path{folder}.filename().string();
  for (const auto& board : boards::Library{}.names())
    if (board == name) return board;
  const auto scripts = names_in(folder, ".py");
  if (scripts.empty())
    throw Failure(bad_input, fmt::format("{} has neither a circuit (circuit.json) nor a program (.py)", folder));
  const bool microbit = read_text(folder + "/" + scripts.front()).find("microbit import") != std::string::npos;
  return microbit ? "microbit" : "pico";
}

std::optional<std::string> script_in(const std::string& folder) {
  std::error_code error;
  if (fs::exists(folder + "/main.py", error)) return folder + "/main.py";
  const auto scripts = names_in(folder, ".py");
  return scripts.size() == 1 ? std::optional{folder + "/" + scripts.front()} : std::nullopt;
}

// A circuit file, a board's name or file, or a lesson: a folder. A circuit with mistakes opens without what is wrong;
// the window lists them.
void read_circuit(std::string what, gui::WindowSetup& setup, std::optional<std::string>& script) {
  std::error_code error;
  if (fs::is_directory(what, error)) {
    setup.folder = fs::path{what}.lexically_normal().string();
    while (setup.folder.ends_with('/')) setup.folder.pop_back();
    if (!script) script = script_in(setup.folder);
    what = circuit_in(setup.folder);
    setup.tab = "Lesson";
  } else {
    setup.folder = fs::path{what}.parent_path().string();
    if (setup.folder.empty()) setup.folder = ".";
  }
  const bool is_circuit = what.ends_with(".json") &&
                          boards::parse_json(read_text(what), what, "a board or circuit file").contains("boards");
  if (is_circuit) {
    setup.circuit = read_text(what), setup.circuit_file = what;
    auto reading = bench::read_leniently(setup.circuit, what, boards::Library{},
                                         [](const std::string& path) { return read_text(path); });
    if (!reading.mistakes.empty()) setup.tab = "Findings";
    if (!reading.circuit)
      setup.bench.circuit = describe_circuit(what);  // which says why not
    else
      setup.bench.circuit = std::move(*reading.circuit), find_roms(setup.bench.circuit);
  } else {
    setup.bench.circuit = describe_circuit(what);
    const std::string& name = setup.bench.circuit.boards.front().name;
    setup.circuit = boards::Json{{"boards", {{name, what}}}}.dump();
  }
  setup.title = fmt::format("{} - Vivarium", setup.bench.circuit.title.empty() ? what : setup.bench.circuit.title);
}

// What the first circuit does, until it is changed or the window is closed. Files are whole whenever the run pauses.
void set_up_traces(const std::vector<TraceRequest>& requests, gui::Workbench::Setup& bench) {
  using Files = std::vector<std::unique_ptr<TraceFile>>;
  if (requests.empty()) return;
  const auto now = std::make_shared<std::weak_ptr<Files>>();
  bench.watch = [requests, now](boards::Assembly& circuit) {
    const std::shared_ptr<Files> files{new Files, [](Files* all) {
                                         for (auto& file : *all) file->finish();
                                         delete all;
                                       }};
    for (const TraceRequest& request : requests)
      files->push_back(std::make_unique<TraceFile>(request, *circuit.boards().front()));
    *now = files;
    return files;
  };
  bench.on_rest = [now] {
    if (const auto files = now->lock())
      for (auto& file : *files) file->flush();
  };
}

gui::RendererChoice renderer_of(const std::string& name) {
  if (name == "auto") return gui::RendererChoice::automatic;
  if (name == "opengl") return gui::RendererChoice::opengl;
  if (name == "software") return gui::RendererChoice::software;
  throw Failure(bad_input, fmt::format("--renderer: \"{}\" is none of auto, opengl, software", name));
}

int open(const Options& o) {
  gui::WindowSetup setup;
  if (std::sscanf(o.size.c_str(), "%ux%u", &setup.width, &setup.height) != 2 || setup.width < 320 ||
      setup.height < 240 || setup.width > 8192 || setup.height > 8192)
    throw Failure(bad_input,
                  fmt::format("--size: \"{}\" is no size for a window: 1440x900, from 320x240 to 8192x8192", o.size));
  std::optional<std::string> script = o.script;
  setup.outside = files_of_this_user();
  read_circuit(o.circuit, setup, script);
  setup.bench.complete = find_roms;
  setup.bench.read_file = [](const std::string& path) { return read_text(path); };
  setup.bench.chips = [] { return boards::built_in_chips(cpu::engine_by_name(cpu::default_engine())); };
  setup.bench.fill = [firmware = o.firmware](boards::Board& board, bool first) {
    load_firmware(board,
                  find_firmware(board.description(), first ? firmware : std::nullopt, FirmwareStore::of_this_user()));
  };
  setup.bench.fill_as_wanted = [](boards::Board& board, const std::string& wanted) {
    board.load(scenario_firmware(board.description(), wanted).image);
  };
  setup.bench.speed = o.speed                ? emulator::parse_speed(*o.speed)
                      : o.screenshot.empty() ? emulator::Speed{}
                                             : emulator::Speed::max();
  if (o.at) setup.bench.pause_at = emulator::Time{parse_duration(*o.at)};
  if (!o.screenshot.empty() && !o.at) setup.bench.pause_at = emulator::Time{std::chrono::seconds{1}};
  set_up_traces(o.traces, setup.bench);
  if (script) setup.script = read_script(script), setup.script_name = *script, setup.run_script = true;
  setup.dark = o.dark, setup.screenshot = o.screenshot, setup.choose = o.choose;
  if (!o.tab.empty()) setup.tab = o.tab;
  setup.renderer = renderer_of(o.renderer), setup.scale = static_cast<float>(o.scale);
  if (o.measure) {
    setup.measure = std::chrono::duration_cast<std::chrono::milliseconds>(parse_duration(*o.measure));
    setup.tell = [](const std::string& sentence) { fmt::print("{}\n", sentence); };
  }
  setup.settings = o.screenshot.empty() ? settings_file() : "";
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
  explain(*app, about).footer(examples);
  const auto o = std::make_shared<Options>();
  app->add_option("CIRCUIT", o->circuit, "A circuit file, a board's name or file, or the folder of a lesson")
      ->required()
      ->type_name("");
  app->add_option("SCRIPT", o->script, "A Python file that runs on the first board")->type_name("");
  app->add_option("--firmware", o->firmware, "The first board's firmware image")->type_name("FILE");
  app->add_option("--speed", o->speed, "How fast virtual time passes: 1x, 4x, 0.01x, max. Default: 1x")
      ->type_name("SPEED");
  app->add_option("--at", o->at, "Pause at this virtual time after power-on")->type_name("TIME");
  app->add_option("--screenshot", o->screenshot,
                  "Write the window as a PNG file at that time (1s), and leave; needs no display")
      ->type_name("FILE");
  app->add_option("--measure", o->measure, "Draw for that long (10s), tell how many frames a second, and leave")
      ->type_name("TIME");
  app->add_option("--size", o->size, "Of the window: 1440x900")->type_name("WIDTHxHEIGHT");
  app->add_option("--scale", o->scale,
                  "How large things are: 0.5 to 4. Default: what the display's resolution asks for")
      ->check(CLI::Range(0.5, 4.0))
      ->type_name("FACTOR");
  app->add_option("--renderer", o->renderer, "Who draws: opengl, software, or auto: OpenGL 3 where there is one")
      ->type_name("NAME");
  app->add_option("--choose", o->choose, "The part that is chosen at the beginning")->type_name("PART");
  app->add_option("--tab", o->tab, "The panel that is seen at the beginning: Palette, Signals, Core …")
      ->type_name("PANEL");
  app->add_option_function<std::string>(
         "--trace", [o](const std::string& s) { o->traces.push_back(trace_of(s)); },
         "Write down every register access (registers), instruction (instructions) or byte sent\n"
         "(serial) as `vivarium run` does, until the circuit is changed: the same bytes")
      ->type_name("KIND[=FILE]")
      ->trigger_on_parse();
  app->add_flag("--dark", o->dark, "Dark colours");
  app->callback([o, &todo] { todo = [o] { return open(*o); }; });
}

}  // namespace cli
