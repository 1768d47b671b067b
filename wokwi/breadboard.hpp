#pragma once
// The strips of Wokwi's breadboards.
#include <optional>
#include <string>

namespace wokwi {

bool is_breadboard(const std::string& type);
// What a hole is part of: "12t.c" is in the upper half of column 12, "12t"; "tp.5" in the upper plus rail, "tp". None
// if there is no such hole.
std::optional<std::string> strip_of(const std::string& hole);

}  // namespace wokwi
