#pragma once
// A part of the window: one panel, one file. gui/window/panels.cpp lists them all.
#include <memory>
#include <string>
#include <vector>

#include "gui/bench/draw.hpp"
#include "gui/bench/instruments/recording.hpp"
#include "gui/window/commands.hpp"
#include "gui/window/imgui_canvas.hpp"
#include "gui/window/scenario_recorder.hpp"
#include "gui/window/snapshot.hpp"
#include "gui/window/terminal.hpp"

namespace bench {
class Editor;
}

namespace gui {

enum class Dock : u8 { bar, bench, right, bottom };  // the bar at the top, the middle, columns of tabs

// What was typed since the last frame, in its order: a text, or a key that makes none. A frame may be long; no key is
// lost and none changes places.
struct Typed {
  enum class What : u8 { text, key, copy, paste } what = What::text;
  std::string text = {};
  Terminal::Key key = Terminal::Key::enter;
};

// The outside, as far as panels need it: files of the person at the window. Each says what went wrong; empty: nothing.
struct Outside {
  std::function<std::string(const std::string& path, std::string_view bytes)> write = {};
  std::function<std::string(const std::string& path, std::string& bytes)> read = {};
  std::function<std::vector<std::string>(const std::string& folder)> folder = {};  // names in it; folders end with /
};

// What all panels share: what is on the bench, what is chosen, how things look.
struct Desk {
  bench::Scene scene;
  Fonts fonts;
  Textures& textures;
  bench::Theme theme;
  bool dark = false;
  float scale = 1;
  bench::Chosen chosen;  // by a click, for the other panels to tell more of
  bench::Chosen hovered = {};
  std::string script_name, script;                                  // what the script panel holds
  std::string saved_script = {};                                    // as it is in a file, or on the board
  std::optional<std::pair<std::string, std::string>> opening = {};  // a script (name, text) that waits for an answer
  std::string board;
  std::vector<Typed> typed = {};
  std::string wanted_tab = {};  // a panel that asks to be seen
  bool focuses_terminal = false;
  unsigned bar_rows = 1;
  std::string shown_place = {};  // a device that is to be shown on the bench

  unsigned rig = 0;                              // whose drawing `scene` is
  std::shared_ptr<bench::Editor> editor = {};    // null: the circuit cannot be changed
  std::optional<bench::LegRef> chosen_leg = {};  // of `scene`
  std::string placing = {};                      // a type of part that is on its way from the palette
  bench::Recording recording = {};               // of the nets that instruments look at
  std::vector<std::string> recorded = {};        // which these are
  Wants wants = {};                              // of this frame
  ScenarioRecorder recorder = {};
  Outside outside = {};
  std::string folder = {};  // of the lesson or circuit
  std::string notice = {};  // what could not be done, until it is read
  std::string done = {};    // what went well; it is told for a moment
  bool muted = false;
  std::optional<bool> turns_dark = {};  // with the next frame
  bool wants_to_leave = false, leaves = false;

  double supply = 3.3;
};

class Panel {
 public:
  Panel(Desk& desk, std::string title, Dock dock) : desk_(desk), title_(std::move(title)), dock_(dock) {}
  virtual ~Panel() = default;
  virtual void draw(const Snapshot&, Commands&) = 0;
  virtual void hear(const Snapshot&, Commands&) {}  // every snapshot, seen or not
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
