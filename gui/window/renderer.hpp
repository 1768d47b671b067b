#pragma once
// Shows ImGui's drawing: by OpenGL 3, or by SDL's own renderer, which needs no graphics card.
#include <SDL.h>

#include <memory>
#include <string>

#include "gui/window/imgui_canvas.hpp"

namespace gui {

class Renderer : public Textures {
 public:
  virtual void load_fonts_texture() = 0;  // once all fonts are in the atlas, and again when they are others
  virtual void show(ImDrawData&) = 0;
  virtual std::string name() const = 0;
};

enum class RendererChoice : emulator::u8 { automatic, opengl, software };

struct OpenWindow {
  struct Destroy {
    void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
  };
  std::unique_ptr<SDL_Window, Destroy> window;
  std::unique_ptr<Renderer> renderer;
};

// Automatic: OpenGL 3, or SDL's renderer where there is none. std::runtime_error with a sentence.
OpenWindow open_window(const std::string& title, unsigned width, unsigned height, RendererChoice);

}  // namespace gui
