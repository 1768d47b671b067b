#pragma once
// Keys as ImGui's SDL back end counts them (SDL_scancode.h).
namespace gui::key {
constexpr int letter(char c) { return 4 + (c - 'a'); }
constexpr int escape = 41, backspace = 42, del = 76, f1 = 58, f5 = 62, f6 = 63, f7 = 64, f8 = 65, f9 = 66, f10 = 67,
              f11 = 68;
}  // namespace gui::key
