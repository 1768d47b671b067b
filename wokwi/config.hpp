#pragma once
// wokwi.toml: which firmware a project runs.
#include <string>
#include <string_view>

namespace wokwi {

struct Config {
  std::string firmware, elf;  // as written; empty if not given
  unsigned firmware_line = 1;
};

// boards::BoardError with file and line.
Config read_config(std::string_view toml, const std::string& source);

}  // namespace wokwi
