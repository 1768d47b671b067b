#pragma once
// Parts that are one element between two terminals, with the names that they have in circuit diagrams.
#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class TwoLegged : public Part {
 public:
  void wired() override { machine_.analog.add(element()); }
  virtual emulator::analog::Element& element() = 0;

 protected:
  TwoLegged(const Setup& setup, const char* first, const char* second)
      : Part(setup), label_(setup.prefix + setup.name), first_(label_ + "." + first), second_(label_ + "." + second) {
    add(first_, first);
    add(second_, second);
  }
  std::string label_;
  emulator::Terminal first_, second_;
};

}  // namespace parts
