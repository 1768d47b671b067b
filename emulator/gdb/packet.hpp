#pragma once
// How the GDB remote protocol puts packets on a byte stream: $payload#checksum, '+' and '-' in answer, 0x03 between
// packets to interrupt. GDB manual, appendix E.1 "Overview".
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/types.hpp"

namespace emulator::gdb {

inline constexpr std::size_t packet_size = 0x4000;  // the longest payload taken, as PacketSize tells GDB

// Runs of a character are shortened in what a stub sends; what a debugger sends may hold a plain '*'.
enum class Runs : u8 { plain, shortened };

// A payload made into a packet: '#', '$', '}' and '*' escaped.
std::string packet(std::string_view payload, Runs = Runs::shortened);

// Finds packets in what comes from the other side.
class PacketReader {
 public:
  struct Item {
    // damaged: the checksum is wrong; too_long: longer than packet_size, its payload is dropped
    enum class Kind : u8 { packet, damaged, too_long, acknowledged, repeat, interrupt } kind;
    std::string payload;  // without escapes
  };
  explicit PacketReader(Runs runs = Runs::plain) : runs_(runs) {}
  // Takes bytes from the front up to the end of the next item; none when it takes them all without reaching one.
  std::optional<Item> next(std::span<const u8>& bytes);

 private:
  enum class Place : u8 { between, payload, escaped, run, first_digit, second_digit };
  std::optional<Item> take(u8 byte);
  std::optional<Item> finish();
  void begin();
  void add(u8 byte);

  Runs runs_;
  Place place_ = Place::between;
  std::string payload_;
  u8 sum_ = 0;
  int digits_ = 0;    // the checksum as sent
  bool bad_ = false;  // a checksum that is no hex number
  bool too_long_ = false;
};

}  // namespace emulator::gdb
