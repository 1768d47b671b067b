#include <fmt/format.h>

#include <stdexcept>

#include "gui/window/gl_renderer.hpp"
#include "gui/window/sdl_renderer.hpp"

namespace gui {

namespace {

std::unique_ptr<SDL_Window, OpenWindow::Destroy> make_window(const std::string& title, unsigned width, unsigned height,
                                                             Uint32 flags) {
  return std::unique_ptr<SDL_Window, OpenWindow::Destroy>{
      SDL_CreateWindow(title.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, static_cast<int>(width),
                       static_cast<int>(height), SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI | flags)};
}

// A window that OpenGL draws into must be made for it.
OpenWindow with_opengl(const std::string& title, unsigned width, unsigned height) {
  GlRenderer::set_attributes();
  OpenWindow opened{make_window(title, width, height, SDL_WINDOW_OPENGL), nullptr};
  if (!opened.window) throw std::runtime_error(SDL_GetError());
  opened.renderer = std::make_unique<GlRenderer>(*opened.window);
  return opened;
}

}  // namespace

OpenWindow open_window(const std::string& title, unsigned width, unsigned height, RendererChoice choice) {
  if (choice != RendererChoice::software) {
    try {
      return with_opengl(title, width, height);
    } catch (const std::runtime_error& error) {
      if (choice == RendererChoice::opengl)
        throw std::runtime_error(
            fmt::format("there is no OpenGL 3 here: {}; --renderer software needs none", error.what()));
    }
  }
  OpenWindow opened{make_window(title, width, height, 0), nullptr};
  if (!opened.window) throw std::runtime_error(fmt::format("no window could be opened: {}", SDL_GetError()));
  opened.renderer = std::make_unique<SdlRenderer>(*opened.window);
  return opened;
}

}  // namespace gui
