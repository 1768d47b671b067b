#pragma once
// What a scenario expects on a bus.
#include <memory>
#include <optional>
#include <string>

#include "boards/json.hpp"
#include "scenarios/bus_log.hpp"

namespace scenarios {

class BusPattern {
 public:
  virtual ~BusPattern() = default;
  virtual std::string text() const = 0;
  // Looks at transfers from `from` on, which moves behind those that need not be looked at again. Where the first match
  // ends, if there is one.
  virtual std::optional<emulator::u64> find(const BusLog&, emulator::u64& from) const = 0;

  // {"transaction": {"address": "0x50", "writes": [0, 16], "reads": [null, 3], "answered": true}} for I2C ·
  // {"mosi": […], "miso": […]} for SPI · {"bytes": […]} or {"text": "$GPGGA"} for UART · {"bytes": […]} for 1-Wire ·
  // {"pixels": ["#FF8000"]} for NeoPixels. Null if there were mistakes.
  static std::unique_ptr<BusPattern> read(boards::ObjectReader&, const boards::BusDescription&);
};

}  // namespace scenarios
