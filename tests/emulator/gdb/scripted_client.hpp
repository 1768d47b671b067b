// A debugger that says what a test tells it to, and takes the stub's answers apart.
#pragma once

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <deque>
#include <string>

#include "emulator/gdb/stub.hpp"

namespace fake {

class ScriptedClient {
 public:
  using Kind = emulator::gdb::PacketReader::Item::Kind;
  explicit ScriptedClient(emulator::gdb::Stub& stub) : stub_(stub) {
    stub_.connected([this](std::string_view bytes) { take(bytes); });
  }
  ~ScriptedClient() { stub_.disconnected(); }

  void send_raw(std::string_view bytes) {
    stub_.receive({reinterpret_cast<const emulator::u8*>(bytes.data()), bytes.size()});
  }
  void send(std::string_view payload) { send_raw(emulator::gdb::packet(payload, emulator::gdb::Runs::plain)); }
  // The answer to a packet; fails the test if there is not exactly one.
  std::string ask(std::string_view payload) {
    send(payload);
    INFO("asked " << payload);
    REQUIRE(packets.size() == 1);
    return next();
  }
  std::string next() {
    REQUIRE_FALSE(packets.empty());
    std::string first = packets.front();
    packets.pop_front();
    return first;
  }
  // What "monitor …" prints.
  std::string monitor(std::string_view line) {
    send(fmt::format("qRcmd,{}", emulator::gdb::to_hex(line)));
    std::string text;
    while (packets.size() > 1) {
      const std::string one = next();
      REQUIRE(one.starts_with("O"));
      text += emulator::gdb::text_from_hex(one.substr(1)).value();
    }
    REQUIRE(next() == "OK");
    return text;
  }
  std::string read_object(const std::string& object) {
    std::string text;
    for (;;) {
      const std::string part = ask(fmt::format("qXfer:{}:{:x},40", object, text.size()));
      REQUIRE(!part.empty());
      REQUIRE((part[0] == 'm' || part[0] == 'l'));
      text += part.substr(1);
      if (part[0] == 'l') return text;
    }
  }

  std::deque<std::string> packets;
  int acknowledged = 0, repeats = 0, broken = 0;

 private:
  void take(std::string_view bytes) {
    std::span<const emulator::u8> rest{reinterpret_cast<const emulator::u8*>(bytes.data()), bytes.size()};
    while (const auto item = reader_.next(rest)) switch (item->kind) {
        case Kind::packet: packets.push_back(item->payload); break;
        case Kind::acknowledged: ++acknowledged; break;
        case Kind::repeat: ++repeats; break;
        default: ++broken;
      }
  }

  emulator::gdb::Stub& stub_;
  emulator::gdb::PacketReader reader_{emulator::gdb::Runs::shortened};
};

}  // namespace fake
