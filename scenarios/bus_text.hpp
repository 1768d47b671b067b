#pragma once
// Bytes on a bus as people read them.
#include <string>
#include <vector>

#include "scenarios/bus_log.hpp"

namespace scenarios {

std::string hex_bytes(const std::vector<emulator::u8>&);  // "00 1F"
std::string in_quotes(std::string_view);                  // as JSON writes it
std::string bus_text(const BusLog&, emulator::u64 from);  // all transfers from there

}  // namespace scenarios
