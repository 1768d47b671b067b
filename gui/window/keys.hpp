#pragma once
// Keys as ImGui's SDL back end counts them (SDL_scancode.h).
namespace gui::key {
constexpr int letter(char c) { return 4 + (c - 'a'); }
constexpr int escape = 41, backspace = 42, del = 76, f1 = 58, f5 = 62, f6 = 63, f7 = 64, f8 = 65, f9 = 66, f10 = 67,
              f11 = 68, f2 = 59, f3 = 60, f4 = 61, space = 44, right = 79, left = 80, down = 81, up = 82;
}  // namespace gui::key
