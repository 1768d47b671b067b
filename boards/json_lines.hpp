#pragma once
// In which line of a JSON text something stands, for messages. The text must have been parsed before.
#include <map>
#include <string>
#include <string_view>

namespace boards {

class JsonLines {
 public:
  explicit JsonLines(std::string_view json);
  // Of "parts.led.color" or "steps[2].set", as far as that is there; 1 for what is not.
  unsigned line(std::string_view path) const;

 private:
  std::map<std::string, unsigned, std::less<>> lines_;
};

}  // namespace boards
