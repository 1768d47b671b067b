#pragma once
// Shows ImGui's drawing by an SDL renderer: the graphics card's, or SDL's own in software; in a window, or in memory
// where there is no display at all.
#include <SDL.h>

#include <map>
#include <memory>
#include <string>

#include "gui/window/imgui_canvas.hpp"
#include "scenarios/bitmap.hpp"

namespace gui {

class Renderer final : public Textures {
 public:
  explicit Renderer(SDL_Window&);             // std::runtime_error with a sentence
  Renderer(unsigned width, unsigned height);  // in memory
  ~Renderer() override;
  Renderer(const Renderer&) = delete;

  void load_fonts_texture();  // once all fonts are in the atlas
  void show(ImDrawData&);
  scenarios::Bitmap bitmap() const;  // of what was shown, in memory
  std::string name() const;
  ImTextureID texture(std::string_view key, unsigned, unsigned, std::span<const emulator::u8>) override;

 private:
  struct Destroy {
    void operator()(SDL_Renderer* r) const { SDL_DestroyRenderer(r); }
    void operator()(SDL_Texture* t) const { SDL_DestroyTexture(t); }
    void operator()(SDL_Surface* s) const { SDL_FreeSurface(s); }
  };
  using Texture = std::unique_ptr<SDL_Texture, Destroy>;
  void draw(const ImDrawCmd&, const ImDrawList&, float scale);

  std::unique_ptr<SDL_Surface, Destroy> surface_;
  std::unique_ptr<SDL_Renderer, Destroy> renderer_;
  Texture fonts_;
  struct Picture {
    Texture texture;
    unsigned width = 0, height = 0;
  };
  std::map<std::string, Picture, std::less<>> pictures_;
};

}  // namespace gui
