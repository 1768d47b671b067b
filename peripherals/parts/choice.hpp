#pragma once
// Attributes that are one of a few words.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "emulator/near_names.hpp"
#include "peripherals/parts/attributes.hpp"

namespace parts {

// Which of `words` the attribute is; the first if it is not given.
inline unsigned choice(const Attributes& attributes, const char* name, const std::vector<std::string>& words) {
  const std::string value = attributes.text(name, words[0]);
  for (unsigned i = 0; i < words.size(); ++i)
    if (value == words[i]) return i;
  throw PartError(fmt::format("\"{}\" is \"{}\"{}", name, value, emulator::did_you_mean(value, words)));
}

inline bool is_second(const Attributes& attributes, const char* name, const char* first, const char* second) {
  return choice(attributes, name, {first, second}) == 1;
}

}  // namespace parts
