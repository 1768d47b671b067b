#include "emulator/vcd.hpp"

#include <algorithm>
#include <iterator>

#include "emulator/logic_level.hpp"

namespace emulator {

namespace {

// Short names from the printable characters.
std::string id(std::size_t n) {
  std::string text;
  do {
    text += static_cast<char>('!' + n % 94);
    n /= 94;
  } while (n);
  return text;
}

// A reference has no white space.
std::string reference(std::string name) {
  std::ranges::replace(name, ' ', '_');
  return name;
}

}  // namespace

VcdRecorder::VcdRecorder(Machine& machine, double supply, Sink sink)
    : machine_(machine), supply_(supply), sink_(std::move(sink)) {
  for (const auto& net : machine.circuit.nets.all()) {
    if (net->terminals().empty()) continue;
    const std::size_t n = 2 * channels_.size();
    auto& channel = *channels_.emplace_back(std::make_unique<Channel>(Channel{net.get(), id(n), id(n + 1)}));
    net->watchers.push_back([this, &channel, alive = std::weak_ptr{alive_}](const Net&) {
      if (!alive.expired()) changed(channel);
    });
  }
  header();
  for (auto& channel : channels_) changed(*channel);
}

VcdRecorder::~VcdRecorder() { flush(); }

void VcdRecorder::header() {
  fmt::format_to(std::back_inserter(buffer_), "$timescale 1 ps $end\n$scope module circuit $end\n");
  for (const auto& channel : channels_) {
    const std::string name = reference(channel->net->name());
    fmt::format_to(std::back_inserter(buffer_), "$var wire 1 {} {} $end\n$var real 64 {} {}.volts $end\n",
                   channel->level_id, name, channel->volts_id, name);
  }
  fmt::format_to(std::back_inserter(buffer_), "$upscope $end\n$enddefinitions $end\n");
}

char VcdRecorder::level_of(const Channel& channel) const {
  if (channel.net->floating()) return 'z';
  if (const auto level = clear_level(channel.net->shown_volts(), supply_)) return *level ? '1' : '0';
  return channel.level == 'z' || channel.level == 'x' ? 'x' : channel.level;
}

void VcdRecorder::put_time() {
  if (machine_.now() == written_) return;
  written_ = machine_.now();
  fmt::format_to(std::back_inserter(buffer_), "#{}\n", written_.time_since_epoch().count());
}

void VcdRecorder::changed(Channel& channel) {
  const char level = level_of(channel);
  const double volts = channel.net->shown_volts();
  if (level == channel.level && volts == channel.volts) return;
  put_time();
  if (level != channel.level) fmt::format_to(std::back_inserter(buffer_), "{}{}\n", level, channel.level_id);
  if (volts != channel.volts) fmt::format_to(std::back_inserter(buffer_), "r{:.9g} {}\n", volts, channel.volts_id);
  channel.level = level;
  channel.volts = volts;
  if (buffer_.size() >= enough) flush();
}

void VcdRecorder::flush() {
  put_time();
  sink_({buffer_.data(), buffer_.size()});
  buffer_.clear();
}

}  // namespace emulator
