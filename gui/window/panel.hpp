#pragma once
// A part of the window: one panel, one file. gui/window/panels.cpp lists them all.
#include <memory>
#include <string>
#include <vector>

#include "gui/bench/draw.hpp"
#include "gui/window/commands.hpp"
#include "gui/window/imgui_canvas.hpp"
#include "gui/window/snapshot.hpp"
#include "gui/window/terminal.hpp"

namespace gui {

enum class Dock : u8 { bar, bench, right, bottom };  // the bar at the top, the middle, columns of tabs

// What was typed since the last frame, in its order: a text, or a key that makes none. A frame may be long; no key is
// lost and none changes places.
struct Typed {
  enum class What : u8 { text, key, copy, paste } what = What::text;
  std::string text = {};
  Terminal::Key key = Terminal::Key::enter;
};

// What all panels share: what is on the bench, what is chosen, how things look.
struct Desk {
  const bench::Scene& scene;
  Fonts fonts;
  Textures& textures;
  bench::Theme theme;
  bool dark = false;
  float scale = 1;
  bench::Chosen chosen;  // by a click, for the other panels to tell more of
  bench::Chosen hovered = {};
  std::string script_name, script;  // what the script panel holds
  std::string board;
  std::vector<Typed> typed = {};
  std::string wanted_tab = {};  // a panel that asks to be seen
};

class Panel {
 public:
  Panel(Desk& desk, std::string title, Dock dock) : desk_(desk), title_(std::move(title)), dock_(dock) {}
  virtual ~Panel() = default;
  virtual void draw(const Snapshot&, Commands&) = 0;
  virtual void hear(const Snapshot&) {}  // every snapshot, seen or not
  const std::string& title() const { return title_; }
  Dock dock() const { return dock_; }

 protected:
  Desk& desk_;

 private:
  std::string title_;
  Dock dock_;
};

std::vector<std::unique_ptr<Panel>> all_panels(Desk&);

}  // namespace gui
