#pragma once
// The list at the end of a chip's page in docs/.
#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "tests/places.hpp"

namespace test {

// The names below "## Not modelled", one line each: "- `POWER.X.FIELD`". The page must be there.
inline std::vector<std::string> not_modelled_page(const std::string& name) {
  std::ifstream page{std::string{VIVARIUM_SOURCE_DIR "/docs/"} + name};
  REQUIRE(page);
  std::vector<std::string> listed;
  bool reached = false;
  for (std::string line; std::getline(page, line);) {
    reached = reached || line == "## Not modelled";
    if (reached && line.starts_with("- `")) listed.push_back(line.substr(3, line.size() - 4));
  }
  return listed;
}

}  // namespace test
