#include "emulator/cli/twin.hpp"

#include "emulator/cli/usb_side.hpp"

namespace cli {

using namespace emulator;

namespace {

constexpr auto unheard = [](std::string_view) {};

void copy_state(Machine& from, Machine& to) {
  State saved;
  from.serialize(saved);
  to.power_on();
  State state{saved.data()};
  to.serialize(state);
}

}  // namespace

Twin::Twin(boards::CircuitDescription circuit, const boards::Chips& chips, Machine& original)
    : machine_(original.seed()), circuit_(std::move(circuit), machine_, chips), board_(circuit_.board("")) {
  copy_state(original, machine_);
  session_.emplace(machine_, Session::Options{.consoles = {&board_.console()}, .reset = [this] { board_.reset(); }});
}

Twin::~Twin() {
  if (original_) original_->recorder = {};
  if (parts::UsbHost* usb = usb_host(board_)) usb->host().on_gone = nullptr;
}

void Twin::listen_to(Console& original, const std::function<void()>& coming) {
  original_ = &original;
  Console& mine = board_.console();
  original.recorder = {
      .on_input = [&mine, coming](std::span<const u8> bytes) { coming(), mine.input(bytes); },
      .on_lines = [&mine, coming](const HostLines& lines) { coming(), mine.set_lines(lines); },
      .on_format = [&mine, coming](const SerialFormat& format) { coming(), mine.set_host_format(format); },
      .on_purge = [&mine, coming] { coming(), mine.purge_input(); }};
}

void Twin::run_script(const std::string& script, const std::string& name, RawRepl::From from) {
  const auto ended = [this](const ScriptRun::End&) { machine_.stop(); };
  script_.emplace(machine_, board_.console(), script, name, ScriptDriver::Callbacks{unheard, unheard, ended});
  if (parts::UsbHost* usb = usb_host(board_); usb && usb->console() == &board_.console())
    usb->host().on_gone = [this] { script_->lost(); };
  script_->start(from);
}

void Twin::store_main(const std::string& script, bool by_usb) {
  const auto ended = [this](const MainRun::End&) { machine_.stop(); };
  const auto failed = [this](const std::string&) { machine_.stop(); };
  stored_main_.emplace(machine_, board_.console(), by_usb ? usb_host(board_) : nullptr, script,
                       StoredMain::Callbacks{unheard, unheard, ended, failed});
}

}  // namespace cli
