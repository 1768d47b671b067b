#pragma once
// What circuit files can say of a type of part: told by a part that is built for no other purpose.
#include <string>
#include <vector>

namespace bench {

struct PartFacts {
  struct Attribute {
    std::string name, kind, otherwise, range;  // "ohms", "a number", "1000", "0 to 1e9"
  };
  std::vector<Attribute> attributes = {};
  std::vector<std::string> terminals = {};
  std::string needs = {};  // what must be given before it can be built; empty: nothing
};
PartFacts part_facts(const std::string& type);

}  // namespace bench
