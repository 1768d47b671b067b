#pragma once
// The buses that a circuit names, for a recording.
#include <vector>

#include "boards/assembly.hpp"
#include "emulator/vcd.hpp"

namespace cli {

inline std::vector<emulator::VcdRecorder::Bus> recorded_buses(boards::Assembly& circuit) {
  std::vector<emulator::VcdRecorder::Bus> buses;
  for (const auto& bus : circuit.description().buses) buses.push_back({bus.name, boards::tap(circuit, bus)});
  return buses;
}

}  // namespace cli
