#pragma once
// A circuit built: its boards and parts, wired, in a machine.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "boards/board.hpp"
#include "boards/circuit.hpp"

namespace boards {

class Assembly {
 public:
  // Adds itself to the machine, as a Board does. Where there is one board only, its nets, parts and quantities have
  // their plain names; of several, each has its name before them: "left.button_a".
  Assembly(CircuitDescription, emulator::Machine&, const Chips& chips = built_in_chips());
  ~Assembly();
  Assembly(const Assembly&) = delete;
  Assembly& operator=(const Assembly&) = delete;

  const CircuitDescription& description() const { return description_; }
  emulator::Machine& machine() { return machine_; }

  const std::vector<std::unique_ptr<Board>>& boards() const { return boards_; }
  const std::vector<std::unique_ptr<parts::Part>>& parts() const { return parts_; }  // the circuit's own
  // All that follow throw BoardError with near names.
  Board& board(std::string_view name);                // empty: the first one
  parts::Part& part(std::string_view name);           // "led"; "pico:display" for one on a board
  emulator::Net& net(std::string_view name);          // "pico:GP15", "led:anode", a net's name, or a pin's
  emulator::Console& console(std::string_view name);  // a board's default one; "pico:usb"; empty: the first board's
  const emulator::Supplies& supplies() const { return supplies_; }  // of all boards
  // Off and on: the board's chip and parts begin anew; so do the circuit's own, where there is one board to feed them.
  void power_cycle(std::string_view board);

 private:
  emulator::Net* find(const CircuitPin&);

  CircuitDescription description_;
  emulator::Machine& machine_;
  emulator::Supplies supplies_;
  std::vector<std::unique_ptr<Board>> boards_;
  std::vector<std::unique_ptr<parts::Part>> parts_;
};

CircuitPin parse_pin(std::string_view);  // "a:b"; without a colon `of` is empty

}  // namespace boards
