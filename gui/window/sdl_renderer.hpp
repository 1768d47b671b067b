#pragma once
// Shows ImGui's drawing by SDL's own renderer, in software; in a window, or in memory where there is no display at all.
#include <map>

#include "gui/window/renderer.hpp"
#include "scenarios/bitmap.hpp"

namespace gui {

class SdlRenderer final : public Renderer {
 public:
  explicit SdlRenderer(SDL_Window&);             // std::runtime_error with a sentence
  SdlRenderer(unsigned width, unsigned height);  // in memory
  ~SdlRenderer() override;
  SdlRenderer(const SdlRenderer&) = delete;

  void load_fonts_texture() override;
  void show(ImDrawData&) override;
  scenarios::Bitmap bitmap() const;  // of what was shown, in memory
  std::string name() const override;
  ImTextureID texture(std::string_view key, unsigned, unsigned, std::span<const emulator::u8>) override;

 private:
  struct Destroy {
    void operator()(SDL_Renderer* r) const { SDL_DestroyRenderer(r); }
    void operator()(SDL_Texture* t) const { SDL_DestroyTexture(t); }
    void operator()(SDL_Surface* s) const { SDL_FreeSurface(s); }
  };
  using Texture = std::unique_ptr<SDL_Texture, Destroy>;
  void draw(const ImDrawCmd&, const ImDrawList&);

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
