#pragma once
// Shows ImGui's drawing by OpenGL 3. Where there is no graphics card, Mesa's own software does what one would.
#include <SDL_opengl.h>

#include <map>

#include "gui/window/renderer.hpp"

namespace gui {

class GlRenderer final : public Renderer {
 public:
  static void set_attributes();      // of the window to come
  explicit GlRenderer(SDL_Window&);  // made for OpenGL; std::runtime_error with a sentence
  ~GlRenderer() override;
  GlRenderer(const GlRenderer&) = delete;

  void load_fonts_texture() override;
  void show(ImDrawData&) override;
  std::string name() const override;  // and whose it is
  ImTextureID texture(std::string_view key, unsigned, unsigned, std::span<const emulator::u8>) override;

 private:
  // What is used of OpenGL besides what ImGui's back end does; found at run time, so that nothing is linked.
  struct Functions {
    decltype(&glGenTextures) gen_textures;
    decltype(&glDeleteTextures) delete_textures;
    decltype(&glBindTexture) bind_texture;
    decltype(&glTexImage2D) tex_image;
    decltype(&glTexSubImage2D) tex_sub_image;
    decltype(&glTexParameteri) tex_parameter;
    decltype(&glPixelStorei) pixel_store;
    decltype(&glViewport) viewport;
    decltype(&glClearColor) clear_colour;
    decltype(&glClear) clear;
    decltype(&glGetString) get_string;
  };
  void find_functions();

  struct Picture {
    GLuint texture = 0;
    unsigned width = 0, height = 0;
  };
  SDL_Window& window_;
  SDL_GLContext context_ = nullptr;
  Functions gl_{};
  bool fonts_loaded_ = false;
  std::map<std::string, Picture, std::less<>> pictures_;
};

}  // namespace gui
