#pragma once
// From JSON to a BusDescription.
#include <functional>
#include <optional>

#include "boards/bus.hpp"
#include "boards/json.hpp"

namespace boards {

// {"i2c": {"scl": "pico:GP5", "sda": "pico:GP4"}} · {"spi": {"sck": …, "mosi": …, "miso": …, "cs": …}, "mode": 3} ·
// {"uart": "pico:GP1", "baud": 9600, "parity": "even"} · {"one_wire": "GP2"} · {"neopixel": "GP3", "order": "GRBW"}
// `check` notes a mistake at `path` if there is no such pin. None if there were mistakes.
std::optional<BusDescription> read_bus(
    const std::string& name, ObjectReader&,
    const std::function<bool(const std::string& path, const std::string& pin)>& check);

}  // namespace boards
