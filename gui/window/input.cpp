#include "gui/window/input.hpp"

#include <algorithm>
#include <cfloat>
#include <map>
#include <utility>

namespace gui {
namespace {

// A popup is there in the frame after the one that opens it, and has the keyboard in the next. A thing that is dragged
// is one in the frame after its first movement, its target takes notice in the next.
constexpr unsigned frames_to_settle = 3;

bool is_button(const SDL_Event& event) { return event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP; }
bool is_keyboard(const SDL_Event& event) {
  return event.type == SDL_KEYDOWN || event.type == SDL_KEYUP || event.type == SDL_TEXTINPUT;
}

template <typename E>
ImVec2 place_of(const E& event) {
  return {static_cast<float>(event.x), static_cast<float>(event.y)};
}
bool same(ImVec2 a, ImVec2 b) { return a.x == b.x && a.y == b.y; }

// SDL's numbers of buttons, from 1, in ImGui's order: left, right, middle, and two more.
std::optional<std::size_t> button_of(const SDL_MouseButtonEvent& event) {
  static constexpr Uint8 order[] = {SDL_BUTTON_LEFT, SDL_BUTTON_RIGHT, SDL_BUTTON_MIDDLE, SDL_BUTTON_X1, SDL_BUTTON_X2};
  for (std::size_t i = 0; i < std::size(order); ++i)
    if (order[i] == event.button) return i;
  return std::nullopt;
}

// A key that only makes a letter, which comes as text; or one that changes what others mean.
bool is_mild(const SDL_Keysym& key) {
  const bool modifier = key.scancode >= SDL_SCANCODE_LCTRL && key.scancode <= SDL_SCANCODE_RGUI;
  const bool letter = key.sym >= SDLK_SPACE && key.sym < SDLK_DELETE;
  return modifier || (letter && !(key.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI)));
}

// A key that changes a text, or where one is in it, and nothing else.
bool edits(const SDL_Keysym& key) {
  switch (key.sym) {
    case SDLK_BACKSPACE:
    case SDLK_DELETE:
    case SDLK_LEFT:
    case SDLK_RIGHT:
    case SDLK_UP:
    case SDLK_DOWN:
    case SDLK_HOME:
    case SDLK_END: return !(key.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI));
    default: return false;
  }
}

// A key as a terminal wants to hear of it; letters come as text, unless Ctrl is held.
void hear_key(const SDL_Keysym& pressed, std::vector<Typed>& typed) {
  using Key = Terminal::Key;
  static const std::map<SDL_Keycode, Key> keys = {
      {SDLK_RETURN, Key::enter}, {SDLK_KP_ENTER, Key::enter}, {SDLK_BACKSPACE, Key::backspace},
      {SDLK_TAB, Key::tab},      {SDLK_ESCAPE, Key::escape},  {SDLK_UP, Key::up},
      {SDLK_DOWN, Key::down},    {SDLK_LEFT, Key::left},      {SDLK_RIGHT, Key::right},
      {SDLK_HOME, Key::home},    {SDLK_END, Key::end},        {SDLK_INSERT, Key::insert},
      {SDLK_DELETE, Key::del},   {SDLK_PAGEUP, Key::page_up}, {SDLK_PAGEDOWN, Key::page_down}};
  if (const auto key = keys.find(pressed.sym); key != keys.end())
    typed.push_back({.what = Typed::What::key, .key = key->second});
  if (!(pressed.mod & KMOD_CTRL) || pressed.sym < 'a' || pressed.sym > 'z') return;
  if (!(pressed.mod & KMOD_SHIFT))
    typed.push_back({.text = std::string(1, static_cast<char>(pressed.sym - 'a' + 1))});
  else if (pressed.sym == 'c' || pressed.sym == 'v')
    typed.push_back({.what = pressed.sym == 'c' ? Typed::What::copy : Typed::What::paste});
}

}  // namespace

void Input::take() {
  SDL_Event event;
  while (SDL_PollEvent(&event)) add(event);
}

void Input::add(const SDL_Event& event) {
  if (event.type == SDL_DROPFILE) {
    dropped_.emplace_back(event.drop.file);
    SDL_free(event.drop.file);
  }
  queue_.push_back(event);
}

Input::Heard Input::next_frame(ImGuiIO& io) {
  Heard heard;
  Given given;
  if (settling_ > 0) --settling_;
  while (!queue_.empty() && fits(queue_.front(), given)) {
    const SDL_Event event = queue_.front();
    if (event.type == SDL_MOUSEBUTTONDOWN && !(mouse_ && same(*mouse_, place_of(event.button)))) {
      mouse_ = place_of(event.button);  // it has jumped
      break;
    }
    queue_.pop_front();
    give(event, io, given, heard);
    if (ends_frame(event)) break;
  }
  return heard;
}

// Whether the frame can still tell it from what it has been given.
bool Input::fits(const SDL_Event& event, const Given& given) const {
  // A key that is let go is no new one, and would seem to be held.
  if (settling_ > 0 && (is_button(event) || is_keyboard(event)) && event.type != SDL_KEYUP) return false;
  if (event.type == SDL_MOUSEMOTION) return !given.wheel;
  if (event.type == SDL_MOUSEWHEEL) return !given.keyboard;
  // Some widgets can be clicked only where the mouse was in the frame before.
  if (event.type == SDL_MOUSEBUTTONDOWN && given.moved) return false;
  if (is_button(event)) return !given.keyboard && !given.wheel;
  if (!is_keyboard(event)) return true;
  if (given.wheel) return false;
  return event.type == SDL_TEXTINPUT || event.key.repeat || !given.keys[event.key.keysym.scancode];
}

// What panels answer to at once: whatever comes behind it is for what is there then.
bool Input::ends_frame(const SDL_Event& event) {
  if (is_button(event)) return true;
  return event.type == SDL_KEYDOWN && !event.key.repeat && !is_mild(event.key.keysym);
}

void Input::give(const SDL_Event& event, ImGuiIO& io, Given& given, Heard& heard) {
  given.keyboard |= is_keyboard(event);
  switch (event.type) {
    case SDL_MOUSEMOTION:
      mouse_ = place_of(event.motion);
      given.moved = true;
      if (std::ranges::count(down_, true)) settling_ = frames_to_settle;
      break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: give_button(event.button, io); break;
    case SDL_MOUSEWHEEL:
      given.wheel = true;
      io.MouseWheel += static_cast<float>(event.wheel.y), io.MouseWheelH += static_cast<float>(event.wheel.x);
      break;
    case SDL_KEYDOWN:
    case SDL_KEYUP: give_key(event.key, io, given, heard); break;
    case SDL_TEXTINPUT:
      io.AddInputCharactersUTF8(event.text.text);
      heard.typed.push_back({.text = event.text.text});
      break;
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_LEAVE && !std::ranges::count(down_, true)) mouse_.reset();
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_GAINED) io.AddFocusEvent(true);
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) io.AddFocusEvent(false);
      break;
    case SDL_DROPFILE:
      heard.dropped.push_back(std::move(dropped_.front()));
      dropped_.pop_front();
      break;
    case SDL_QUIT: heard.wants_to_leave = true; break;
    default: break;
  }
}

// Whether it was a double click is SDL's to say, which knows when it happened.
void Input::give_button(const SDL_MouseButtonEvent& event, ImGuiIO& io) {
  mouse_ = place_of(event);
  const bool down = event.type == SDL_MOUSEBUTTONDOWN;
  if (const auto button = button_of(event)) down_[*button] = down;
  if (down) io.MouseDoubleClickTime = event.clicks >= 2 ? FLT_MAX : 0;
  if (!down) settling_ = frames_to_settle;
}

// Ctrl, Shift and Alt are what they were then: by now they may be up again.
void Input::give_key(const SDL_KeyboardEvent& event, ImGuiIO& io, Given& given, Heard& heard) {
  const SDL_Keysym& key = event.keysym;
  if (key.scancode < SDL_SCANCODE_UNKNOWN || key.scancode >= static_cast<int>(std::size(io.KeysDown))) return;
  given.keys.set(static_cast<std::size_t>(key.scancode));
  io.KeysDown[key.scancode] = event.type == SDL_KEYDOWN;
  io.KeyCtrl = (key.mod & KMOD_CTRL) != 0, io.KeyShift = (key.mod & KMOD_SHIFT) != 0;
  io.KeyAlt = (key.mod & KMOD_ALT) != 0, io.KeySuper = (key.mod & KMOD_GUI) != 0;
  if (event.type != SDL_KEYDOWN) return;
  hear_key(key, heard.typed);
  if (!event.repeat && !is_mild(key) && !edits(key)) settling_ = frames_to_settle;
}

void Input::place_mouse(ImGuiIO& io) const {
  io.MousePos = mouse_.value_or(ImVec2{-FLT_MAX, -FLT_MAX});
  for (std::size_t i = 0; i < std::size(down_); ++i) io.MouseDown[i] = down_[i];
}

}  // namespace gui
