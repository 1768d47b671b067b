#pragma once
// A circuit file under a person's hands. Every change is one step, and each can be undone and done again. Knows the
// file and what can be in it; no machine, no window.
#include <functional>
#include <string>
#include <vector>

#include "boards/json.hpp"
#include "gui/bench/editing/reading.hpp"
#include "gui/bench/editing/wires.hpp"
#include "gui/bench/geometry.hpp"

namespace bench {

class Editor {
 public:
  using Json = boards::Json;
  // `source`: its file; empty if it is none yet. boards::BoardError if the text is no JSON.
  Editor(const std::string& text, std::string source, boards::Library = boards::Library{}, ReadFile = {});

  const Json& json() const { return json_; }
  std::string text() const;
  const std::string& source() const { return source_; }
  const std::vector<Mistake>& mistakes() const { return reading_.mistakes; }
  // What can be built of it now.
  const std::optional<boards::CircuitDescription>& circuit() const { return reading_.circuit; }
  unsigned revision() const { return revision_; }  // another one with every change of what is in the file
  unsigned wiring() const { return wiring_; }      // another one when more than places have changed
  bool dirty() const { return json_ != saved_; }
  void saved(std::string source);

  // ---- changes
  std::string add_part(const std::string& type, Point at);  // its name
  void remove_part(const std::string& name);
  // False if there is nothing to do: the pins are one, or a wire of the file joins them already.
  bool connect(const std::string& pin, const std::string& other);
  void disconnect(const std::string& pin);
  void remove_net(const std::vector<std::string>& pins);  // all wires among them
  void colour_net(const std::vector<std::string>& pins, const std::string& colour);
  void move(const std::string& name, Point at, bool flipped);
  void set_attribute(const std::string& part, const std::string& attribute, Json value);  // null: as if not given
  std::string rename(const std::string& part, const std::string& to);  // what is wrong with that name; empty: done
  // Everything stands where it is drawn now, as bench::layout_of() tells: nothing moves when something comes.
  void keep_places(const std::string& layout);

  bool undo() { return go(undo_, redo_); }
  bool redo() { return go(redo_, undo_); }
  std::string next_undo() const { return undo_.empty() ? "" : undo_.back().what; }  // "move led"
  std::string next_redo() const { return redo_.empty() ? "" : redo_.back().what; }

  std::string canonical(const std::string& pin) const;

 private:
  struct Step {
    std::string what;
    Json before;
  };
  using Steps = std::vector<Step>;
  void change(const std::string& what, const std::function<void(Json&)>&);
  bool go(Steps& from, Steps& to);
  void became(Json);
  bool used(const std::string& name) const;
  Json& layout_of(Json&) const;
  Canonical canonically() const {
    return [this](const std::string& pin) { return canonical(pin); };
  }

  std::string source_;
  boards::Library library_;
  ReadFile read_file_;
  Json json_, saved_;
  Reading reading_;
  Json places_;  // where everything stood when that was last told
  Steps undo_, redo_;
  unsigned revision_ = 0, wiring_ = 0;
};

}  // namespace bench
