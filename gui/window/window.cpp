#include "gui/window/window.hpp"

#include <backends/imgui_impl_sdl.h>
#include <fmt/format.h>
#include <cstdlib>

#include <memory>
#include <stdexcept>

#include "emulator/host/file.hpp"
#include "gui/bench/editing/editor.hpp"
#include "gui/window/frame.hpp"
#include "gui/window/input.hpp"
#include "gui/window/measure.hpp"
#include "gui/window/scaling.hpp"
#include "gui/window/sdl_renderer.hpp"
#include "gui/window/settings.hpp"
#include "gui/window/sound.hpp"
#include "gui/window/style.hpp"
#include "scenarios/bitmap.hpp"

namespace gui {
namespace {

struct Context {
  Context() : context(ImGui::CreateContext()) {
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;  // a crowded window has more than 65536
  }
  ~Context() { ImGui::DestroyContext(context); }
  Context(const Context&) = delete;
  ImGuiContext* context;
};

void begin(Workbench& bench, const WindowSetup& setup, Commands commands = {}) {
  if (setup.run_script) commands.emplace_back(command::RunScript{setup.script, setup.script_name});
  bench.post(std::move(commands));
  bench.start();
}

std::shared_ptr<bench::Editor> editor_of(const WindowSetup& setup) {
  if (setup.circuit.empty()) return nullptr;
  return std::make_shared<bench::Editor>(setup.circuit, setup.circuit_file, boards::Library{},
                                         [read = setup.outside.read](const std::string& path) {
                                           std::string text;
                                           const std::string wrong = read ? read(path, text) : "files cannot be read";
                                           if (!wrong.empty()) throw std::runtime_error(wrong);
                                           return text;
                                         });
}

Desk desk_of(const WindowSetup& setup, const Workbench& bench, Textures& textures) {
  return {.scene = *bench.scene(),
          .fonts = {},
          .textures = textures,
          .theme = {},
          .dark = setup.dark,
          .scale = 1,
          .chosen = {setup.choose},
          .script_name = setup.script_name,
          .script = setup.script,
          .saved_script = setup.script,
          .board = bench.board_title(),
          .wanted_tab = setup.tab,
          .editor = editor_of(setup),
          .outside = setup.outside,
          .folder = setup.folder};
}

// The window as it looks at that moment, without one.
void screenshot(WindowSetup setup) {
  const unsigned width = setup.width, height = setup.height;
  Workbench bench{std::move(setup.bench)};
  const Context context;
  SdlRenderer renderer{width, height};
  Desk desk = desk_of(setup, bench, renderer);
  use_scale({setup.scale > 0 ? setup.scale : 1, 1}, desk, renderer);
  begin(bench, setup);
  while (!bench.wait_until_paused(std::chrono::seconds{1})) {}
  Frame frame{desk};
  ImGui::GetIO().DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  for (int i = 0; i < 8; ++i) {  // panels find their sizes within a few frames
    std::unique_ptr<Snapshot> last = bench.take();
    while (i == 0 && !(last && (last->paused || !last->ended.empty()))) {
      if (last) frame.hear(std::move(last));
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
      last = bench.take();
    }
    frame.hear(std::move(last));
    ImGui::GetIO().DeltaTime = 1 / 60.F;
    ImGui::NewFrame();
    if (!setup.tab.empty() && i == 1) desk.wanted_tab = setup.tab;
    bench.post(frame.draw());
    ImGui::Render();
    renderer.show(*ImGui::GetDrawData());
    std::this_thread::sleep_for(std::chrono::milliseconds{25});  // what panels want to look at is looked at
  }
  emulator::write_file_atomically(setup.screenshot, scenarios::to_png(renderer.bitmap()));
}

struct Sdl {
  Sdl() {
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    // Without any of these SDL would draw where nobody sees it.
    const bool none = !std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY") && !std::getenv("SDL_VIDEODRIVER");
    if (none || SDL_Init(SDL_INIT_VIDEO) != 0 || std::string_view{SDL_GetCurrentVideoDriver()} == "dummy")
      throw std::runtime_error(
          "there is no display for a window (is DISPLAY or WAYLAND_DISPLAY set?); --screenshot and `vivarium picture` "
          "need none");
  }
  ~Sdl() { SDL_Quit(); }
  Sdl(const Sdl&) = delete;
};

// A program goes onto the board, an image becomes its firmware.
void take_dropped(Desk& desk, const std::string& path, Commands& commands) {
  std::string bytes;
  if (const std::string wrong = desk.outside.read ? desk.outside.read(path, bytes) : "files cannot be read here";
      !wrong.empty())
    desk.notice = wrong;
  else if (path.ends_with(".py"))
    commands.emplace_back(command::WriteFile{path.substr(path.find_last_of('/') + 1), bytes});
  else if (path.ends_with(".uf2") || path.ends_with(".hex") || path.ends_with(".bin") || path.ends_with(".elf"))
    commands.emplace_back(command::Flash{path, {bytes.begin(), bytes.end()}});
  else
    desk.notice = path + " is neither a .py file nor firmware (.uf2, .hex, .bin, .elf)";
}

// When the next frame is due: 60 a second while there is something new, ten where there is not.
class Pacer {
 public:
  // Until then. What is new of the run; null: nothing.
  std::unique_ptr<Snapshot> wait(Input& input, Workbench& bench) {
    if (const Uint64 now = SDL_GetTicks64(); now < last_ + frame) SDL_Delay(static_cast<Uint32>(last_ + frame - now));
    std::unique_ptr<Snapshot> news;
    for (;;) {
      input.take();
      news = bench.take();
      if (news || input.waits() || SDL_GetTicks64() >= last_ + idle_frame) break;
      SDL_WaitEventTimeout(nullptr, 4);
    }
    last_ = SDL_GetTicks64();
    return news;
  }

 private:
  static constexpr Uint64 frame = 16, idle_frame = 100;  // ms
  Uint64 last_ = 0;
};

constexpr std::chrono::milliseconds patience_for_an_answer{8};

void window(WindowSetup setup) {
  const Sdl sdl;
  Workbench bench{std::move(setup.bench)};
  const Context context;
  const auto [window, renderer] = open_window(setup.title, setup.width, setup.height, setup.renderer);
  Desk desk = desk_of(setup, bench, *renderer);
  Scaling scaling{*window, setup.scale};
  use_scale(scaling.now(), desk, *renderer);
  ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  ImGui_ImplSDL2_InitForSDLRenderer(window.get());
  Frame frame{desk};
  recall(setup.settings, frame, desk);
  begin(bench, setup);
  Sound sound;
  Input input;
  Pacer pacer;
  std::optional<Measure> measure;
  if (setup.measure) measure.emplace(*setup.measure);
  while (!desk.leaves) {
    std::unique_ptr<Snapshot> news = pacer.wait(input, bench);
    const auto began = Measure::Clock::now();
    Input::Heard heard = input.next_frame(ImGui::GetIO());
    desk.typed = std::move(heard.typed);
    desk.wants_to_leave |= heard.wants_to_leave;
    const auto draw = [&] {
      frame.hear(std::move(news));
      ImGui_ImplSDL2_NewFrame();
      input.place_mouse(ImGui::GetIO());
      ImGui::NewFrame();
      Commands commands = frame.draw();
      for (const std::string& path : std::exchange(heard.dropped, {})) take_dropped(desk, path, commands);
      ImGui::Render();
      return commands;
    };
    // What a hand does is seen in the same frame: the panels are drawn once more, with what came of it.
    if (Commands commands = draw(); !commands.empty()) {
      news = bench.take(bench.post(std::move(commands)), patience_for_an_answer);
      desk.typed.clear();
      bench.post(draw());
    }
    renderer->show(*ImGui::GetDrawData());
    if (scaling.changed()) use_scale(scaling.now(), desk, *renderer);
    if (measure) {
      measure->frame(Measure::Clock::now() - began, frame.snapshot().now);
      if (measure->over()) break;
    }
    sound.play(frame.snapshot().paused ? std::vector<double>{} : tones(desk.scene, frame.snapshot().scene), desk.muted);
  }
  if (measure) setup.tell(measure->sentence(renderer->name()));
  remember(setup.settings, frame, desk);
  ImGui_ImplSDL2_Shutdown();
}

}  // namespace

void show(WindowSetup setup) { setup.screenshot.empty() ? window(std::move(setup)) : screenshot(std::move(setup)); }

}  // namespace gui
