#include "emulator/gdb/stub.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace emulator::gdb {

Stub::Stub(Machine& machine, Chip& chip, Options options)
    : machine_(machine),
      chip_(chip),
      reset_(options.reset ? std::move(options.reset) : [&chip] { chip.pin_reset(); }),
      points_(machine, chip),
      monitor_(machine, chip, reset_),
      halted_(options.start == Start::halted) {
  if (chip.cores().empty()) throw std::invalid_argument(chip.name() + " has no core to debug");
  for (const Cpu* core : cores()) descriptions_.emplace_back(*core);
}

void Stub::connected(Send send) {
  send_ = std::move(send);
  reader_ = PacketReader{};
  last_sent_.clear();
  acknowledges_ = true;
  extended_ = false;
  std::ranges::fill(tells_break_kind_, false);
  take_hold();
}

void Stub::disconnected() {
  send_ = {};
  release();
}

void Stub::receive(std::span<const u8> bytes) {
  while (send_)
    if (auto item = reader_.next(bytes))
      take(std::move(*item));
    else
      break;
}

void Stub::take(PacketReader::Item item) {
  using Kind = PacketReader::Item::Kind;
  switch (item.kind) {
    case Kind::acknowledged: return;
    case Kind::repeat:
      if (!last_sent_.empty()) send_(last_sent_);
      return;
    case Kind::interrupt: interrupt(Scanner{{}}); return;
    case Kind::damaged:
      if (acknowledges_)
        send_("-");
      else
        send("E01");
      return;
    case Kind::too_long:
      if (acknowledges_) send_("+");
      send("E01");
      return;
    case Kind::packet: break;
  }
  if (acknowledges_) send_("+");
  if (const Reply reply = answer(item.payload)) send(*reply);
}

void Stub::send(std::string_view payload) {
  if (!send_) return;
  last_sent_ = packet(payload);
  send_(last_sent_);
}

// Text that GDB prints; only while it waits for an answer or a stop.
void Stub::tell_user(std::string_view text) {
  constexpr std::size_t most = packet_size / 2 - 1;
  while (!text.empty()) {
    send(fmt::format("O{}", to_hex(text.substr(0, most))));
    text.remove_prefix(std::min(most, text.size()));
  }
}

// Packets have their name in front: a letter, or for q, Q and v a word. An empty answer: there is no such packet here.
Stub::Reply Stub::answer(std::string_view text) {
  if (text.empty()) return "";
  const bool has_word = text[0] == 'q' || text[0] == 'Q' || text[0] == 'v';
  const std::size_t end = has_word ? std::min(text.find_first_of(":;,"), text.size()) : 1;
  for (const Command& command : commands())
    if (command.name == text.substr(0, end)) return (this->*command.run)(Scanner{text.substr(end)});
  return "";
}

// GDB manual, E.2 "Packets" and E.4 "General Query Packets".
std::span<const Stub::Command> Stub::commands() {
  static constexpr std::array<Command, 39> table{{
      {"?", &Stub::why_stopped},
      {"!", &Stub::extended_mode},
      {"H", &Stub::select_thread},
      {"T", &Stub::thread_alive},
      {"g", &Stub::read_registers},
      {"G", &Stub::write_registers},
      {"p", &Stub::read_register},
      {"P", &Stub::write_register},
      {"m", &Stub::read_bytes},
      {"M", &Stub::write_hex},
      {"X", &Stub::write_binary},
      {"Z", &Stub::insert_point},
      {"z", &Stub::remove_point},
      {"c", &Stub::continue_all},
      {"C", &Stub::continue_with_signal},
      {"s", &Stub::step_one},
      {"S", &Stub::step_with_signal},
      {"vCont?", &Stub::resume_actions},
      {"vCont", &Stub::resume},
      {"vCtrlC", &Stub::interrupt},
      {"D", &Stub::detach},
      {"k", &Stub::kill},
      {"vKill", &Stub::kill_process},
      {"r", &Stub::restart},
      {"R", &Stub::restart},
      {"vRun", &Stub::run_again},
      {"vAttach", &Stub::attach},
      {"vFlashErase", &Stub::flash_erase},
      {"vFlashWrite", &Stub::flash_write},
      {"vFlashDone", &Stub::flash_done},
      {"qSupported", &Stub::supported},
      {"QStartNoAckMode", &Stub::start_no_ack},
      {"qXfer", &Stub::transfer},
      {"qfThreadInfo", &Stub::first_threads},
      {"qsThreadInfo", &Stub::more_threads},
      {"qThreadExtraInfo", &Stub::thread_info},
      {"qC", &Stub::current_thread},
      {"qAttached", &Stub::attached},
      {"qRcmd", &Stub::monitor},
  }};
  return table;
}

std::size_t Stub::index_of(const Cpu& core) const {
  const auto all = cores();
  return static_cast<std::size_t>(std::ranges::find(all, &core) - all.begin());
}

std::optional<std::size_t> Stub::thread(Scanner& text) const {
  if (text.take("-1")) return 0;
  const auto id = text.hex();
  if (!id || *id > cores().size()) return {};
  return *id ? *id - 1 : 0;
}

}  // namespace emulator::gdb
