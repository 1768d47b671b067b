#pragma once
// Pads that a person can clip things to: one terminal per wire of the board file. Each pad has three quantities:
//   <part>.<pad>.volts   setting it drives the pad with that voltage, through
//   <part>.<pad>.ohms    (default 100), as a fingertip to ground would with 0 V and some 100 kilohm;
//   <part>.<pad>.driven  1 while it is driven; setting 0 lets go. Pads are let go at first.
//
// Attributes: "max_volts" (5): how far "volts" may go.
#include <memory>

#include "peripherals/parts/part.hpp"

namespace parts {

class Connector final : public Part {
 public:
  explicit Connector(const Setup&);

 private:
  struct Pad {
    emulator::Terminal terminal;
    emulator::Quantity &volts, &ohms, &driven;
    void update();
  };
  std::vector<std::unique_ptr<Pad>> pads_;
};

}  // namespace parts
