#include "emulator/state.hpp"

#include <fmt/format.h>

#include <cstring>

namespace emulator {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "snapshots are little-endian: byte swaps are needed here");

void State::section(std::string_view name) {
  std::string found{name};
  (*this)(found);
  if (found != name) damaged(fmt::format("it has {} where this machine has {}", found, name));
  section_ = name;
}

void State::operator()(bool& value) {
  u8 byte = value;
  raw({&byte, 1});
  if (byte > 1) damaged("a yes/no is neither");
  value = byte != 0;
}

void State::raw(std::span<u8> bytes) {
  if (!loading_) {
    data_.insert(data_.end(), bytes.begin(), bytes.end());
    return;
  }
  if (bytes.size() > data_.size() - position_) damaged("it ends too early");
  if (!bytes.empty()) std::memcpy(bytes.data(), data_.data() + position_, bytes.size());
  position_ += bytes.size();
}

void State::damaged(std::string_view why) const {
  throw StateError(fmt::format("the snapshot does not fit this machine: {}{}", why,
                               section_.empty() ? "" : " (after " + section_ + ")"));
}

}  // namespace emulator
