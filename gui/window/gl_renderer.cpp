#include "gui/window/gl_renderer.hpp"

#include <backends/imgui_impl_opengl3.h>
#include <fmt/format.h>

#include <stdexcept>

namespace gui {

namespace {

template <typename Function>
void find(Function& function, const char* name) {
  function = reinterpret_cast<Function>(SDL_GL_GetProcAddress(name));
  if (!function) throw std::runtime_error(fmt::format("OpenGL lacks {}", name));
}

}  // namespace

void GlRenderer::set_attributes() {
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
}

GlRenderer::GlRenderer(SDL_Window& window) : window_(window), context_(SDL_GL_CreateContext(&window)) {
  if (!context_) throw std::runtime_error(SDL_GetError());
  try {
    SDL_GL_MakeCurrent(&window_, context_);
    SDL_GL_SetSwapInterval(1);
    find_functions();
    if (!ImGui_ImplOpenGL3_Init("#version 150")) throw std::runtime_error("its functions are not to be found");
  } catch (...) {
    SDL_GL_DeleteContext(context_);
    throw;
  }
}

void GlRenderer::find_functions() {
  find(gl_.gen_textures, "glGenTextures");
  find(gl_.delete_textures, "glDeleteTextures");
  find(gl_.bind_texture, "glBindTexture");
  find(gl_.tex_image, "glTexImage2D");
  find(gl_.tex_sub_image, "glTexSubImage2D");
  find(gl_.tex_parameter, "glTexParameteri");
  find(gl_.pixel_store, "glPixelStorei");
  find(gl_.viewport, "glViewport");
  find(gl_.clear_colour, "glClearColor");
  find(gl_.clear, "glClear");
  find(gl_.get_string, "glGetString");
}

GlRenderer::~GlRenderer() {
  for (const auto& [key, picture] : pictures_) gl_.delete_textures(1, &picture.texture);
  if (ImGui::GetCurrentContext()) ImGui_ImplOpenGL3_Shutdown();
  SDL_GL_DeleteContext(context_);
}

std::string GlRenderer::name() const {
  const auto* whose = reinterpret_cast<const char*>(gl_.get_string(GL_RENDERER));
  return fmt::format("OpenGL 3, {}", whose ? whose : "unknown");
}

void GlRenderer::load_fonts_texture() {
  if (fonts_loaded_) {
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
  } else {
    ImGui_ImplOpenGL3_NewFrame();  // makes shaders, buffers and the fonts' texture
  }
  fonts_loaded_ = true;
}

ImTextureID GlRenderer::texture(std::string_view key, unsigned width, unsigned height,
                                std::span<const emulator::u8> rgb) {
  auto found = pictures_.find(key);
  if (found == pictures_.end()) found = pictures_.emplace(std::string{key}, Picture{}).first;
  Picture& picture = found->second;
  const auto w = static_cast<GLsizei>(width), h = static_cast<GLsizei>(height);
  if (!picture.texture) gl_.gen_textures(1, &picture.texture);
  gl_.bind_texture(GL_TEXTURE_2D, picture.texture);
  gl_.pixel_store(GL_UNPACK_ALIGNMENT, 1);
  gl_.pixel_store(GL_UNPACK_ROW_LENGTH, 0);
  if (picture.width != width || picture.height != height) {
    for (const GLenum which : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER})
      gl_.tex_parameter(GL_TEXTURE_2D, which, GL_NEAREST);
    for (const GLenum which : {GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T})
      gl_.tex_parameter(GL_TEXTURE_2D, which, GL_CLAMP_TO_EDGE);
    gl_.tex_image(GL_TEXTURE_2D, 0, GL_RGB, w, h, 0, GL_RGB, GL_UNSIGNED_BYTE, rgb.data());
    picture.width = width, picture.height = height;
  } else {
    gl_.tex_sub_image(GL_TEXTURE_2D, 0, 0, 0, w, h, GL_RGB, GL_UNSIGNED_BYTE, rgb.data());
  }
  return reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(picture.texture));
}

void GlRenderer::show(ImDrawData& data) {
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(&window_, &width, &height);
  gl_.viewport(0, 0, width, height);
  gl_.clear_colour(0, 0, 0, 1);
  gl_.clear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(&data);
  SDL_GL_SwapWindow(&window_);
}

}  // namespace gui
