#pragma once
// One archive for saving and loading: every stateful object has a single serialize(State&) that does both.
#include <array>
#include <deque>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "emulator/types.hpp"

namespace emulator {

// The snapshot does not fit the machine it is loaded into, or is damaged.
class StateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Numbers are stored little-endian in their own width; containers with their length in front.
class State {
 public:
  State() = default;                                                                                // saving
  explicit State(std::span<const u8> saved) : data_(saved.begin(), saved.end()), loading_(true) {}  // loading

  bool loading() const { return loading_; }
  const std::vector<u8>& data() const { return data_; }
  bool at_end() const { return position_ == data_.size(); }
  std::size_t position() const { return position_; }  // loading: what was read

  // Marks where an object begins. Loading checks the name, so a snapshot of another machine is refused by name.
  void section(std::string_view name);

  template <typename T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void operator()(T& value) { raw({reinterpret_cast<u8*>(&value), sizeof value}); }
  void operator()(bool& value);
  void operator()(std::string& value) { sequence(value); }
  template <typename T>
  void operator()(std::vector<T>& value) {
    sequence(value);
  }
  template <typename T>
  void operator()(std::deque<T>& value) {
    sequence(value);
  }
  template <typename T, std::size_t N>
  void operator()(std::array<T, N>& value) {
    for (T& item : value) (*this)(item);
  }
  template <typename T>
  void operator()(std::optional<T>& value) {
    bool present = value.has_value();
    (*this)(present);
    if (loading_) value = present ? std::optional<T>{T{}} : std::nullopt;
    if (present) (*this)(*value);
  }
  template <typename T>
  requires requires(T& object, State& state) { object.serialize(state); }
  void operator()(T& object) { object.serialize(*this); }
  template <typename A, typename B, typename... More>
  void operator()(A& a, B& b, More&... more) {
    (*this)(a);
    (*this)(b, more...);
  }

  // A block of memory whose size both sides know.
  void raw(std::span<u8> bytes);

 private:
  template <typename C>
  void sequence(C& container) {
    u32 size = static_cast<u32>(container.size());
    (*this)(size);
    if (loading_) {
      if (size > data_.size() - position_) damaged("a length is longer than the snapshot");
      container.resize(size);
    }
    for (auto& item : container) (*this)(item);
  }
  [[noreturn]] void damaged(std::string_view why) const;

  std::vector<u8> data_;
  std::size_t position_ = 0;
  bool loading_ = false;
  std::string section_;
};

}  // namespace emulator
