#pragma once
// Mouse and keyboard, handed to ImGui frame by frame.
//
// ImGui 1.86 (Debian 12) sees what is down when a frame begins, and nothing of what happened in between. So events wait
// in a queue, and a frame gets no more of them than it can tell apart: however long frames take, no key and no click is
// lost, each click counts at the place where the mouse was then, and keys keep their order. What opens, closes or drops
// something takes ImGui two frames more, during which no other key and no button is given.
#include <SDL.h>
#include <imgui.h>

#include <bitset>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "gui/window/panel.hpp"

namespace gui {

class Input {
 public:
  // What a frame gets besides what ImGui gets.
  struct Heard {
    std::vector<Typed> typed = {};
    std::vector<std::string> dropped = {};  // files
    bool wants_to_leave = false;
  };

  void take();  // what SDL has by now
  void add(const SDL_Event&);
  bool waits() const { return !queue_.empty(); }
  Heard next_frame(ImGuiIO&);
  // Behind the back end's NewFrame, which looks where the mouse is by now and not where it was.
  void place_mouse(ImGuiIO&) const;

 private:
  struct Given {  // to this frame
    bool moved = false, wheel = false, keyboard = false;
    std::bitset<SDL_NUM_SCANCODES> keys = {};
  };
  bool fits(const SDL_Event&, const Given&) const;
  static bool ends_frame(const SDL_Event&);
  void give(const SDL_Event&, ImGuiIO&, Given&, Heard&);
  void give_button(const SDL_MouseButtonEvent&, ImGuiIO&);
  void give_key(const SDL_KeyboardEvent&, ImGuiIO&, Given&, Heard&);

  std::deque<SDL_Event> queue_;
  std::deque<std::string> dropped_;  // their names, in the queue's order
  std::optional<ImVec2> mouse_;      // none: it is elsewhere
  bool down_[5] = {};                // as ImGui counts buttons
  unsigned settling_ = 0;            // frames until the next key or button
};

}  // namespace gui
