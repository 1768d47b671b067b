#include "gui/window/window.hpp"

#include <backends/imgui_impl_sdl.h>
#include <fmt/format.h>
#include <cstdlib>

#include <map>
#include <memory>
#include <stdexcept>

#include "emulator/host/file.hpp"
#include "gui/window/frame.hpp"
#include "gui/window/renderer.hpp"
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

Desk desk_of(const WindowSetup& setup, const Workbench& bench, Textures& textures, float scale) {
  return {.scene = bench.scene(),
          .fonts = load_fonts(scale),
          .textures = textures,
          .theme = {},
          .dark = setup.dark,
          .scale = scale,
          .chosen = {setup.choose},
          .script_name = setup.script_name,
          .script = setup.script,
          .board = bench.board_title()};
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
  for (int i = 0; i < 6; ++i) {  // panels find their sizes within a few frames
    std::unique_ptr<Snapshot> last = bench.take();
    while (i == 0 && !(last && (last->paused || !last->ended.empty()))) {
      if (last) frame.hear(std::move(last));
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
      last = bench.take();
    }
    frame.hear(std::move(last));
    ImGui::GetIO().DeltaTime = 1 / 60.F;
    ImGui::NewFrame();
    frame.draw();
    ImGui::Render();
    renderer.show(*ImGui::GetDrawData());
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

// False once the window is to be closed. A button that is pressed and let go within one frame would never have been
// down for ImGui: letting go waits for the next.
bool take_events(Desk& desk) {
  bool pressed = false, open = true;
  desk.typed.clear();
  SDL_Event event;
  while (SDL_PeepEvents(&event, 1, SDL_PEEKEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) > 0) {
    if (event.type == SDL_MOUSEBUTTONUP && pressed) break;
    SDL_PeepEvents(&event, 1, SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT);
    pressed |= event.type == SDL_MOUSEBUTTONDOWN;
    ImGui_ImplSDL2_ProcessEvent(&event);
    if (event.type == SDL_KEYDOWN) hear_key(event.key.keysym, desk);
    if (event.type == SDL_TEXTINPUT) desk.typed.push_back({.text = event.text.text});
    open &= event.type != SDL_QUIT;
  }
  return open;
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
  begin(bench, setup);
  for (bool open = true; open;) {
    SDL_WaitEventTimeout(nullptr, 8);
    open = take_events(desk);
    frame.hear(bench.take());
    ImGui_ImplSDL2_NewFrame();
    ImGui::NewFrame();
    bench.post(frame.draw());
    ImGui::Render();
    renderer.show(*ImGui::GetDrawData());
  }
  ImGui_ImplSDL2_Shutdown();
}

}  // namespace

void show(WindowSetup setup) { setup.screenshot.empty() ? window(std::move(setup)) : screenshot(std::move(setup)); }

}  // namespace gui
