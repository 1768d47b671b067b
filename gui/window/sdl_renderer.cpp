#include "gui/window/sdl_renderer.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace gui {

namespace {
[[noreturn]] void fail(const char* what) { throw std::runtime_error(fmt::format("{}: {}", what, SDL_GetError())); }
}  // namespace

SdlRenderer::SdlRenderer(SDL_Window& window) {
  renderer_.reset(SDL_CreateRenderer(&window, -1, SDL_RENDERER_SOFTWARE));
  if (!renderer_) fail("the window cannot be drawn into");
}

SdlRenderer::SdlRenderer(unsigned width, unsigned height)
    : surface_(SDL_CreateRGBSurfaceWithFormat(0, static_cast<int>(width), static_cast<int>(height), 32,
                                              SDL_PIXELFORMAT_ARGB8888)) {
  if (!surface_) fail("there is no memory for a picture of that size");
  renderer_.reset(SDL_CreateSoftwareRenderer(surface_.get()));
  if (!renderer_) fail("SDL cannot draw in memory");
}

SdlRenderer::~SdlRenderer() {
  pictures_.clear();
  fonts_.reset();
}

std::string SdlRenderer::name() const {
  SDL_RendererInfo info{};
  SDL_GetRendererInfo(renderer_.get(), &info);
  return info.name ? info.name : "";
}

void SdlRenderer::load_fonts_texture() {
  unsigned char* points = nullptr;
  int width = 0, height = 0;
  ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&points, &width, &height);
  fonts_.reset(SDL_CreateTexture(renderer_.get(), SDL_PIXELFORMAT_ABGR8888, SDL_TEXTUREACCESS_STATIC, width, height));
  if (!fonts_) fail("there is no texture for the fonts");
  SDL_UpdateTexture(fonts_.get(), nullptr, points, width * 4);
  SDL_SetTextureBlendMode(fonts_.get(), SDL_BLENDMODE_BLEND);
  SDL_SetTextureScaleMode(fonts_.get(), SDL_ScaleModeLinear);
  ImGui::GetIO().Fonts->SetTexID(fonts_.get());
}

ImTextureID SdlRenderer::texture(std::string_view key, unsigned width, unsigned height,
                                 std::span<const emulator::u8> rgb) {
  auto found = pictures_.find(key);
  if (found == pictures_.end()) found = pictures_.emplace(std::string{key}, Picture{}).first;
  Picture& picture = found->second;
  if (picture.width != width || picture.height != height) {
    picture.texture.reset(SDL_CreateTexture(renderer_.get(), SDL_PIXELFORMAT_RGB24, SDL_TEXTUREACCESS_STREAMING,
                                            static_cast<int>(width), static_cast<int>(height)));
    if (!picture.texture) fail("there is no texture for a display");
    picture.width = width, picture.height = height;
  }
  SDL_UpdateTexture(picture.texture.get(), nullptr, rgb.data(), static_cast<int>(width * 3));
  return picture.texture.get();
}

void SdlRenderer::show(ImDrawData& data) {
  SDL_RenderSetScale(renderer_.get(), data.FramebufferScale.x, data.FramebufferScale.y);
  SDL_SetRenderDrawColor(renderer_.get(), 0, 0, 0, 255);
  SDL_RenderClear(renderer_.get());
  for (int i = 0; i < data.CmdListsCount; ++i)
    for (const ImDrawCmd& command : data.CmdLists[i]->CmdBuffer) draw(command, *data.CmdLists[i]);
  SDL_RenderSetClipRect(renderer_.get(), nullptr);
  SDL_RenderPresent(renderer_.get());
}

void SdlRenderer::draw(const ImDrawCmd& command, const ImDrawList& list) {
  const SDL_Rect clip{static_cast<int>(command.ClipRect.x), static_cast<int>(command.ClipRect.y),
                      static_cast<int>(command.ClipRect.z - command.ClipRect.x),
                      static_cast<int>(command.ClipRect.w - command.ClipRect.y)};
  if (clip.w <= 0 || clip.h <= 0 || command.ElemCount == 0) return;
  SDL_RenderSetClipRect(renderer_.get(), &clip);
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
  const auto field = [&](std::size_t offset) {
    return reinterpret_cast<const float*>(reinterpret_cast<const char*>(vertices) + offset);
  };
  SDL_RenderGeometryRaw(renderer_.get(), static_cast<SDL_Texture*>(command.GetTexID()),
                        field(offsetof(ImDrawVert, pos)), sizeof(ImDrawVert),
                        reinterpret_cast<const SDL_Color*>(field(offsetof(ImDrawVert, col))), sizeof(ImDrawVert),
                        field(offsetof(ImDrawVert, uv)), sizeof(ImDrawVert),
                        static_cast<int>(list.VtxBuffer.Size - static_cast<int>(command.VtxOffset)), indices,
                        static_cast<int>(command.ElemCount), sizeof(ImDrawIdx));
}

scenarios::Bitmap SdlRenderer::bitmap() const {
  scenarios::Bitmap picture{static_cast<unsigned>(surface_->w), static_cast<unsigned>(surface_->h)};
  for (int y = 0; y < surface_->h; ++y) {
    const auto* row = static_cast<const emulator::u8*>(surface_->pixels) + std::ptrdiff_t{y} * surface_->pitch;
    for (int x = 0; x < surface_->w; ++x)
      picture.rgb.insert(picture.rgb.end(), {row[4 * x + 2], row[4 * x + 1], row[4 * x]});
  }
  return picture;
}

}  // namespace gui
