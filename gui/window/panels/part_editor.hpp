#pragma once
// The chosen part as the circuit file has it: its name, attributes, and its wires by name, for whoever has no mouse.
#include <map>
#include <string>

#include "gui/bench/editing/part_facts.hpp"
#include "gui/window/panel.hpp"

namespace gui {

class PartEditor {
 public:
  explicit PartEditor(Desk& desk) : desk_(desk) {}
  void draw(const std::string& part, const std::string& type);
  void draw_wire(const std::string& pin);  // a button that opens a list of pins

 private:
  void draw_name(const std::string& part);
  void draw_attribute(const std::string& part, const bench::PartFacts::Attribute&);

  Desk& desk_;
  std::map<std::string, bench::PartFacts> known_;  // by type
  std::string of_, name_, problem_;                // the part, its name as it is typed, what is wrong with that
  std::map<std::string, std::string> typed_;       // attributes as they are typed
  std::string search_;
};

}  // namespace gui
