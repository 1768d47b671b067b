#pragma once
// What a scenario breaks on purpose: wires, nets, parts on I2C. Whatever is broken is mended by name or with the stage.
#include <memory>
#include <string>
#include <vector>

#include "boards/assembly.hpp"
#include "emulator/analog/passive.hpp"
#include "emulator/drift.hpp"

namespace scenarios {

class Faults {
 public:
  enum class Kind {
    cut,      // a leg of a part, or all of them, come off their nets
    stick,    // a net is held at a level by something strong
    bridge,   // two nets touch
    silent,   // a part on I2C acknowledges nothing
    hung,     // … holds SCL low
    garbled,  // … sends bytes of which one in so many arrives wrong
    drift     // a clock of its own goes fast or slow
  };
  struct Fault {
    Kind kind = Kind::cut;
    std::string where;      // "thermo:SDA", "thermo", "pico:GP14", the name of a net
    std::string with = {};  // the other net of a bridge
    double volts = 0;       // of a stuck net
    unsigned one_in = 1;    // garbled bytes
    double ppm = 0;         // of a drifting clock
    bool operator==(const Fault&) const = default;
  };

  explicit Faults(boards::Assembly&);
  ~Faults();

  void check(const Fault&);  // boards::BoardError if the circuit has nothing of that name, or it cannot break so
  void begin(const Fault&);  // nothing new if it is so already
  void end(const Fault&);
  bool mend(const std::string& where);  // all that is wrong there; false if nothing was

  // What is broken now; and everything as it was then, before the machine's state of that moment is loaded.
  std::vector<Fault> all() const;
  void become(const std::vector<Fault>&);

 private:
  class Broken;
  std::vector<emulator::Terminal*> legs(const std::string& where);
  emulator::Drifting& clock(const std::string& where);

  boards::Assembly& circuit_;
  std::vector<std::unique_ptr<Broken>> broken_;
};

}  // namespace scenarios
