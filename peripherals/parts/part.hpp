#pragma once
// What a person wires to a chip: a name, terminals by name, quantities of the world, and maybe a picture or a console.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/console.hpp"
#include "emulator/machine.hpp"
#include "emulator/net.hpp"
#include "peripherals/parts/attributes.hpp"
#include "peripherals/parts/picture.hpp"
#include "peripherals/parts/supply_load.hpp"

namespace parts {

// What can be measured on a part from outside: "brightness", "angle".
struct Reading {
  std::string name, unit;
  double value;
};

class Part : public emulator::Stateful {
 public:
  // All a part gets to know about where it lives.
  struct Setup {
    emulator::Machine& machine;
    std::string name;                     // of this part: "button_a"
    std::string prefix = {};              // of the board, put before the names of part and quantities: "left."
    Attributes attributes = {};           // as the board file gives them
    std::vector<std::string> wired = {};  // the terminals that the board file wires
    double supply = 3.3;                  // volts, of the board
    emulator::Chip* chip = nullptr;       // the board's
    bool own_quantities = false;          // "thermometer.temperature" instead of the board's "temperature"
  };

  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  const std::string& name() const { return name_; }

  emulator::Terminal* terminal(std::string_view name) const;  // null if there is none of that name
  std::vector<std::string> terminal_names() const;
  const std::vector<emulator::Quantity*>& quantities() const { return quantities_; }

  // All terminals are connected. First its supply: pins of it that are not wired are joined with one of the board's.
  virtual void feed(emulator::Supplies*);
  virtual void wired() {}  // then: join buses, look at nets
  virtual std::optional<Picture> picture() const { return std::nullopt; }
  virtual std::vector<Reading> readings() { return {}; }
  virtual std::optional<std::string> text() { return std::nullopt; }  // what stands on it, lines ended by \n
  virtual emulator::Console* console() { return nullptr; }
  // What it takes from its supply; by the catalogue, before it is wired.
  void needs(const SupplyNeed&, double milliamps_at_rest);

  void serialize(emulator::State&) override;

 protected:
  explicit Part(const Setup&);

  void add(emulator::Terminal&, std::string_view name);  // in the constructor
  // A quantity of the board's surroundings, shared with other parts of this board that name it alike; of this part
  // alone in a circuit, where its name goes before it ("thermometer.temperature") unless it is named like the part.
  emulator::Quantity& quantity(const std::string& name, const std::string& unit, double initial,
                               emulator::Quantity::Range);

  const std::string& prefix() const { return prefix_; }
  // From its supply than at rest, at the nominal voltage; takes_otherwise() has how_much_more() asked in a while.
  void takes_more(double milliamps);
  void takes_otherwise();
  virtual double how_much_more() const { return 0; }

  emulator::Machine& machine_;

 private:
  std::string name_, prefix_;
  bool own_quantities_;
  std::vector<std::pair<std::string, emulator::Terminal*>> terminals_;
  std::vector<emulator::Quantity*> quantities_;
  std::unique_ptr<SupplyLoad> supply_;
};

// The kinds of parts that a board or circuit file can name.
struct PartType {
  std::string_view type;     // "mma8653"
  std::string_view summary;  // "NXP MMA8653FC three-axis accelerometer, I2C"
  std::unique_ptr<Part> (*construct)(const Part::Setup&);
  SupplyNeed need = {};
  std::unique_ptr<Part> make(const Part::Setup&) const;
};
class PartCatalogue {
 public:
  static const std::vector<PartType>& all();
  static const PartType* find(std::string_view type);
  // PartError if there is no such type (with near names) or the attributes do not fit it.
  static std::unique_ptr<Part> make(std::string_view type, const Part::Setup&);
};

}  // namespace parts
