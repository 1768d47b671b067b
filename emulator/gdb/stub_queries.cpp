// What GDB asks about the target: features, descriptions, threads; and the user's monitor commands.
#include <fmt/format.h>

#include <algorithm>

#include "emulator/gdb/stub.hpp"

namespace emulator::gdb {

namespace {

// The part of a document that was asked for: "m" and more follows, "l" and that was the last.
std::string part(std::string_view document, Scanner arguments) {
  const auto offset = arguments.hex();
  if (!offset || !arguments.take(",")) return "E16";
  const auto wanted = arguments.hex();
  if (!wanted || !arguments.done() || *offset > document.size()) return "E16";
  const std::string_view rest = document.substr(*offset);
  const auto size = static_cast<std::size_t>(std::min<u64>({*wanted, rest.size(), packet_size - 1}));
  return fmt::format("{}{}", size < rest.size() ? 'm' : 'l', rest.substr(0, size));
}

std::string state_of(const Cpu& core) { return core.sleeping() ? "asleep" : "awake"; }

}  // namespace

Stub::Reply Stub::supported(Scanner features) {
  features.take(":");
  while (!features.done()) {
    const auto feature = features.until(";");
    if (feature == "swbreak+") tells_break_kind_[0] = true;
    if (feature == "hwbreak+") tells_break_kind_[1] = true;
  }
  return fmt::format(
      "PacketSize={:x};QStartNoAckMode+;qXfer:features:read+;qXfer:memory-map:read+;qXfer:threads:read+;swbreak+;"
      "hwbreak+;vContSupported+",
      packet_size);
}

Stub::Reply Stub::start_no_ack(Scanner) {
  send("OK");
  acknowledges_ = false;
  return {};
}

Stub::Reply Stub::transfer(Scanner text) {
  text.take(":");
  const auto object = text.until(":"), operation = text.until(":"), annex = text.until(":");
  if (operation != "read") return "";
  if (object == "features") return annex == "target.xml" ? part(descriptions_[selected_].xml(), text) : "E00";
  if (object == "memory-map") return annex.empty() ? part(memory_map(chip_), text) : "E00";
  if (object != "threads") return "";
  if (!annex.empty()) return "E00";
  std::string xml = "<?xml version=\"1.0\"?>\n<threads>\n";
  for (std::size_t i = 0; i < cores().size(); ++i)
    xml += fmt::format("<thread id=\"{:x}\" core=\"{}\" name=\"{}\">{}</thread>\n", i + 1, i,
                       escape_xml(cores()[i]->name()), state_of(*cores()[i]));
  return part(xml + "</threads>\n", text);
}

Stub::Reply Stub::first_threads(Scanner) {
  std::string ids = "m";
  for (std::size_t i = 0; i < cores().size(); ++i) ids += fmt::format("{}{:x}", i ? "," : "", i + 1);
  return ids;
}

Stub::Reply Stub::more_threads(Scanner) { return "l"; }

Stub::Reply Stub::thread_info(Scanner text) {
  text.take(",");
  const auto index = thread(text);
  if (!index) return "E16";
  const Cpu& core = *cores()[*index];
  return to_hex(fmt::format("{}, {}", core.name(), state_of(core)));
}

Stub::Reply Stub::current_thread(Scanner) { return fmt::format("QC{:x}", selected_ + 1); }

// The machine was there before the debugger: at its end GDB lets go of it and does not kill it.
Stub::Reply Stub::attached(Scanner) { return "1"; }

Stub::Reply Stub::monitor(Scanner text) {
  text.take(",");
  const auto line = text_from_hex(text.rest());
  if (!line) return "E16";
  tell_user(monitor_.run(*line));
  return "OK";
}

Stub::Reply Stub::select_thread(Scanner text) {
  const bool to_look = text.take("g"), to_run = !to_look && text.take("c");
  if (!to_look && !to_run) return "E16";
  const auto index = thread(text);
  if (!index || !text.done()) return "E16";
  (to_look ? selected_ : run_selected_) = *index;
  return "OK";
}

Stub::Reply Stub::thread_alive(Scanner text) { return thread(text) && text.done() ? "OK" : "E16"; }

Stub::Reply Stub::extended_mode(Scanner) {
  extended_ = true;
  return "OK";
}

}  // namespace emulator::gdb
