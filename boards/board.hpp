#pragma once
// A board built: its chip and parts, wired, in a machine.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boards/chips.hpp"
#include "boards/description.hpp"
#include "emulator/chip.hpp"
#include "emulator/console.hpp"
#include "emulator/image/image.hpp"
#include "emulator/machine.hpp"
#include "peripherals/parts/part.hpp"

namespace boards {

class Board {
 public:
  // Adds itself to the machine, which must outlive it and cannot run any more once the board is gone. The prefix
  // ("left.") goes before the names of nets, parts and quantities, so that one machine can hold several boards.
  // Wiring::later: the pins will be joined with others first, then wired() is called.
  enum class Wiring { now, later };
  Board(BoardDescription, emulator::Machine&, std::string prefix = {}, const Chips& chips = built_in_chips(),
        Wiring = Wiring::now,
        emulator::Supplies* = nullptr);  // to which its supplies are added; its own if there is none
  ~Board();
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  void wired();  // tells the parts that all nets are as they will be

  const BoardDescription& description() const { return description_; }
  const std::string& prefix() const { return prefix_; }
  emulator::Machine& machine() { return machine_; }
  emulator::Chip& chip() { return *chip_; }
  const emulator::Supplies& supplies() const { return supply_currents_; }

  // The default console, or the one of a part; BoardError if the board has none.
  emulator::Console& console();
  emulator::Console& console(std::string_view part);

  const std::vector<std::unique_ptr<parts::Part>>& parts() const { return parts_; }
  parts::Part* part(std::string_view name);  // null if there is none
  template <typename T>
  T& part(std::string_view name) {
    return dynamic_cast<T&>(known_part(name));  // BoardError if there is none, std::bad_cast if it is something else
  }
  // The net of a pin by the board's name ("P0") or the chip's ("P0.03"), or another net of the board ("GND").
  emulator::Net& pin(std::string_view name);  // BoardError with near names
  std::optional<parts::Picture> display() const;

  void load(const emulator::Image&);  // where a programmer would put it; ImageError if it does not fit
  void reset();                       // the reset button, or a debugger's reset

 private:
  void add_supplies();
  void add_part(const PartDescription&);
  parts::Part& known_part(std::string_view name);

  BoardDescription description_;
  emulator::Machine& machine_;
  std::string prefix_;
  std::unique_ptr<emulator::Supplies> own_supplies_;  // null: shared with others
  emulator::Supplies& supply_currents_;
  std::vector<std::unique_ptr<emulator::Terminal>> supplies_;
  std::unique_ptr<emulator::Chip> chip_;
  std::vector<std::unique_ptr<parts::Part>> parts_;
};

}  // namespace boards
