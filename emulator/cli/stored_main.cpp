#include "emulator/cli/stored_main.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/cli/usb_side.hpp"

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;

namespace {
constexpr Duration period = 50ms;
constexpr Duration no_drive_after = 2s;  // configured, and no drive has come
constexpr std::size_t piece = 200;       // bytes in one write by the REPL
// What CircuitPython prints before its program, and MicroPython at a soft reset.
constexpr std::string_view code_output = "code.py output:", soft_reboot = "MPY: soft reboot";

std::string writing_main(const std::string& script) {
  std::string code = "f = open('main.py', 'wb')\n";
  for (std::size_t at = 0; at < script.size(); at += piece) {
    code += "f.write(b'";
    for (const char c : script.substr(at, piece)) code += fmt::format("\\x{:02x}", static_cast<u8>(c));
    code += "')\n";
  }
  return code + "f.close()\n";
}

}  // namespace

StoredMain::StoredMain(Machine& machine, Console& console, parts::UsbHost* usb, std::string script, Callbacks callbacks)
    : machine_(machine),
      usb_(usb),
      console_(console),
      script_(std::move(script)),
      callbacks_(std::move(callbacks)),
      look_(machine.scheduler, "main program", [this] { look(); }),
      ear_(console_, "main program", {[this](std::span<const u8> bytes) { received(bytes); }, {}, {}}) {
  look_.after(period);
}

void StoredMain::look() {
  if (!usb_) return by_repl(RawRepl::From::power_on);
  if (usb_->drives().first().present()) return by_drive();
  if (!usb_->host().configured()) {
    quiet_since_ = Time::max();
    if (machine_.now() >= Time{usb_patience}) return fail(nothing_on_usb());
  } else if (quiet_since_ == Time::max()) {
    quiet_since_ = machine_.now();
  } else if (machine_.now() - quiet_since_ >= no_drive_after) {
    return by_repl(RawRepl::From::running);
  }
  look_.after(period);
}

void StoredMain::by_drive() {
  marker_ = code_output;
  files_.files["code.py"] = {script_.begin(), script_.end()};
  sync_.emplace(usb_->drives().first(), files_);
  sync_->folder_wins = true;
  sync_->on_done = [this](const fat::SyncReport& report) { stored(report); };
  sync_->sync();
}

// Unchanged files reload nothing: then Ctrl-C and Ctrl-D do.
void StoredMain::stored(const fat::SyncReport& report) {
  if (!report.complete || !report.sentences.empty())
    return fail(fmt::format("the script could not be stored: {}", report.sentences.front()));
  if (report.to_board == 0) type("\x03\x04");
}

void StoredMain::by_repl(RawRepl::From from) {
  writer_.emplace(machine_, console_, writing_main(script_), "main.py",
                  ScriptDriver::Callbacks{[](std::string_view) {}, callbacks_.error,
                                          [this](const ScriptRun::End& end) {
                                            if (end.kind != ScriptRun::End::Kind::returned)
                                              return fail("the script could not be stored as main.py; " + end.message);
                                            marker_ = soft_reboot;
                                            type("\x02\x04");
                                          }});
  writer_->start(from);
}

void StoredMain::received(std::span<const u8> bytes) {
  if (over_ || marker_.empty()) return;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (started_) return run_->received(bytes.subspan(i));
    const char c = static_cast<char>(bytes[i]);
    if (c != '\n') {
      if (c != '\r') line_ += c;
      continue;
    }
    started_ = line_.ends_with(marker_);  // before it there may be sequences for the terminal
    line_.clear();
    if (started_)
      run_.emplace(MainRun::Callbacks{callbacks_.out, callbacks_.error,
                                      [this](const MainRun::End& end) {
                                        over_ = true;
                                        callbacks_.on_end(end);
                                      }},
                   marker_ == code_output ? MainRun::Dialect::circuitpython : MainRun::Dialect::micropython);
  }
}

void StoredMain::type(std::string_view keys) {
  console_.input({reinterpret_cast<const u8*>(keys.data()), keys.size()});
}

void StoredMain::fail(const std::string& sentence) {
  over_ = true;
  callbacks_.on_failure(sentence);
}

}  // namespace cli
