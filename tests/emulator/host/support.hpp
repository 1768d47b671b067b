#pragma once
// For tests of consoles: a guest that echoes or swallows, and a way to wait for something without sleeping.
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "emulator/console.hpp"

namespace emulator::test {

inline std::span<const std::uint8_t> bytes(std::string_view s) {
  return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}

// Serves the io_context until the condition holds; false if it has not after a long time.
inline bool serve_until(boost::asio::io_context& io, const std::function<bool()>& condition,
                        std::chrono::milliseconds limit = std::chrono::seconds{20}) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    if (io.stopped()) io.restart();
    io.run_one_for(std::chrono::milliseconds{5});
  }
  return true;
}

// Text whose every part is different, with all byte values.
inline std::string pattern(std::size_t size, std::uint32_t seed = 1) {
  std::string s(size, '\0');
  for (auto& c : s) {
    seed = seed * 1664525u + 1013904223u;
    c = static_cast<char>(seed >> 24);
  }
  return s;
}

// The guest's end of a console. It takes input when told to, as a running machine would between two slices.
struct Guest {
  explicit Guest(Console& c) : console(c) {
    console.connect({.on_input = {},
                     .on_lines = [this](const HostLines& l) { lines.push_back(l); },
                     .on_format = [this](const SerialFormat& f) { formats.push_back(f); }});
  }
  void take(std::size_t at_most = static_cast<std::size_t>(-1)) {
    for (; at_most > 0; --at_most) {
      const auto byte = console.take();
      if (!byte) break;
      heard += static_cast<char>(*byte);
      if (echoes) console.output(*byte);
    }
  }

  Console& console;
  std::string heard;
  std::vector<HostLines> lines;
  std::vector<SerialFormat> formats;
  bool echoes = false;
};

}  // namespace emulator::test
