#include "gui/window/window.hpp"

#include <backends/imgui_impl_sdl.h>
#include <fmt/format.h>
#include <cstdlib>

#include <map>
#include <memory>
#include <stdexcept>

#include "emulator/host/file.hpp"
#include "gui/bench/editing/editor.hpp"
#include "gui/window/frame.hpp"
#include "gui/window/renderer.hpp"
#include "gui/window/settings.hpp"
#include "gui/window/sound.hpp"
#include "gui/window/style.hpp"
#include "scenarios/bitmap.hpp"

namespace gui {
namespace {

struct Context {
  Context() : context(ImGui::CreateContext()) { ImGui::GetIO().IniFilename = nullptr; }
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

Desk desk_of(const WindowSetup& setup, const Workbench& bench, Textures& textures, float scale) {
  return {.scene = *bench.scene(),
          .fonts = load_fonts(scale),
          .textures = textures,
          .theme = {},
          .dark = setup.dark,
          .scale = scale,
          .chosen = {setup.choose},
          .script_name = setup.script_name,
          .script = setup.script,
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
  Renderer renderer{width, height};
  Desk desk = desk_of(setup, bench, renderer, 1);
  use_style(setup.dark, 1);
  renderer.load_fonts_texture();
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

float scale_of(SDL_Window& window) {
  float dpi = 96;
  if (SDL_GetDisplayDPI(SDL_GetWindowDisplayIndex(&window), nullptr, &dpi, nullptr) != 0) return 1;
  return dpi >= 168 ? 2 : dpi >= 132 ? 1.5F : 1;
}

// A key as a terminal wants to hear of it; letters come as text, unless Ctrl is held.
void hear_key(const SDL_Keysym& pressed, Desk& desk) {
  using Key = Terminal::Key;
  static const std::map<SDL_Keycode, Key> keys = {
      {SDLK_RETURN, Key::enter}, {SDLK_KP_ENTER, Key::enter}, {SDLK_BACKSPACE, Key::backspace},
      {SDLK_TAB, Key::tab},      {SDLK_ESCAPE, Key::escape},  {SDLK_UP, Key::up},
      {SDLK_DOWN, Key::down},    {SDLK_LEFT, Key::left},      {SDLK_RIGHT, Key::right},
      {SDLK_HOME, Key::home},    {SDLK_END, Key::end},        {SDLK_DELETE, Key::del}};
  if (const auto key = keys.find(pressed.sym); key != keys.end())
    desk.typed.push_back({.what = Typed::What::key, .key = key->second});
  if (!(pressed.mod & KMOD_CTRL) || pressed.sym < 'a' || pressed.sym > 'z') return;
  if (!(pressed.mod & KMOD_SHIFT))
    desk.typed.push_back({.text = std::string(1, static_cast<char>(pressed.sym - 'a' + 1))});
  else if (pressed.sym == 'c' || pressed.sym == 'v')
    desk.typed.push_back({.what = pressed.sym == 'c' ? Typed::What::copy : Typed::What::paste});
}

// A button that goes down or up ends what a frame hears: it counts at the place where the mouse was then, and what is
// typed before it counts where the keyboard was. However long frames are, nothing is lost and nothing changes places.
void take_events(Desk& desk, std::vector<std::string>& dropped, std::optional<ImVec2>& mouse) {
  desk.typed.clear();
  SDL_Event event;
  while (SDL_PeepEvents(&event, 1, SDL_PEEKEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) > 0) {
    const bool button = event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP;
    if (button && !desk.typed.empty()) break;
    SDL_PeepEvents(&event, 1, SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT);
    ImGui_ImplSDL2_ProcessEvent(&event);
    if (event.type == SDL_MOUSEMOTION) mouse = {static_cast<float>(event.motion.x), static_cast<float>(event.motion.y)};
    if (button) mouse = {static_cast<float>(event.button.x), static_cast<float>(event.button.y)};
    if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_LEAVE) mouse.reset();
    if (event.type == SDL_KEYDOWN) hear_key(event.key.keysym, desk);
    if (event.type == SDL_TEXTINPUT) desk.typed.push_back({.text = event.text.text});
    if (event.type == SDL_QUIT) desk.wants_to_leave = true;
    if (event.type == SDL_DROPFILE) {
      dropped.emplace_back(event.drop.file);
      SDL_free(event.drop.file);
    }
    if (button) break;
  }
}

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

void window(WindowSetup setup) {
  const Sdl sdl;
  struct Destroy {
    void operator()(SDL_Window* w) const { SDL_DestroyWindow(w); }
  };
  Workbench bench{std::move(setup.bench)};
  const std::unique_ptr<SDL_Window, Destroy> window{
      SDL_CreateWindow(setup.title.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                       static_cast<int>(setup.width), static_cast<int>(setup.height), SDL_WINDOW_RESIZABLE)};
  if (!window) throw std::runtime_error(fmt::format("no window could be opened: {}", SDL_GetError()));
  const Context context;
  Renderer renderer{*window};
  const float scale = scale_of(*window);
  Desk desk = desk_of(setup, bench, renderer, scale);
  use_style(setup.dark, scale);
  renderer.load_fonts_texture();
  ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  ImGui_ImplSDL2_InitForSDLRenderer(window.get());
  Frame frame{desk};
  recall(setup.settings, frame, desk);
  begin(bench, setup);
  Sound sound;
  std::vector<std::string> dropped;
  std::optional<ImVec2> mouse;
  while (!desk.leaves) {
    SDL_WaitEventTimeout(nullptr, 8);
    take_events(desk, dropped, mouse);
    frame.hear(bench.take());
    ImGui_ImplSDL2_NewFrame();
    if (mouse) ImGui::GetIO().MousePos = *mouse;  // not where it is by now
    ImGui::NewFrame();
    Commands commands = frame.draw();
    for (const std::string& path : std::exchange(dropped, {})) take_dropped(desk, path, commands);
    bench.post(std::move(commands));
    ImGui::Render();
    renderer.show(*ImGui::GetDrawData());
    sound.play(frame.snapshot().paused ? std::vector<double>{} : tones(desk.scene, frame.snapshot().scene), desk.muted);
  }
  remember(setup.settings, frame, desk);
  ImGui_ImplSDL2_Shutdown();
}

}  // namespace

void show(WindowSetup setup) { setup.screenshot.empty() ? window(std::move(setup)) : screenshot(std::move(setup)); }

}  // namespace gui
