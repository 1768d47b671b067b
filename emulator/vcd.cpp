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

// As GTKWave's fstUtilityBinToEsc() does it; a text without spaces.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c == '\\' || c == '\'' || c == '"' || c == '?')
      out += {'\\', c};
    else if (c > ' ' && c <= '~')
      out += c;
    else
      out += fmt::format("\\{:03o}", static_cast<u8>(c));
  return out;
}

}  // namespace

VcdRecorder::VcdRecorder(Machine& machine, double supply, Sink sink, std::vector<Bus> buses)
    : machine_(machine), supply_(supply), sink_(std::move(sink)) {
  for (const auto& net : machine.circuit.nets.all()) {
    if (net->terminals().empty()) continue;
    const std::size_t n = 2 * channels_.size();
    auto& channel = *channels_.emplace_back(std::make_unique<Channel>(Channel{net.get(), id(n), id(n + 1)}));
    net->watchers.push_back([this, &channel, alive = std::weak_ptr{alive_}](const Net&) {
      if (!alive.expired()) changed(channel);
    });
  }
  // Readers that do not know "string" take the identifier for a value: s is none.
  for (Bus& bus : buses) {
    auto& words = *buses_.emplace_back(
        std::make_unique<Words>(Words{std::move(bus), fmt::format("string{}", buses_.size() + 1)}));
    words.bus.tap->decoder().sink = [this, &words](const decode::Frame& frame) { heard(words, frame); };
  }
  header();
  for (auto& channel : channels_) changed(*channel);
  for (auto& words : buses_) put(machine_.now(), fmt::format("s {}", words->id));
}

VcdRecorder::~VcdRecorder() { flush(machine_.now()); }

void VcdRecorder::header() {
  fmt::format_to(std::back_inserter(buffer_), "$timescale 1 ps $end\n$scope module circuit $end\n");
  for (const auto& channel : channels_) {
    const std::string name = reference(channel->net->name());
    fmt::format_to(std::back_inserter(buffer_), "$var wire 1 {} {} $end\n$var real 64 {} {}.volts $end\n",
                   channel->level_id, name, channel->volts_id, name);
  }
  for (const auto& words : buses_)
    fmt::format_to(std::back_inserter(buffer_), "$var string 1 {} {} $end\n", words->id, reference(words->bus.name));
  fmt::format_to(std::back_inserter(buffer_), "$upscope $end\n$enddefinitions $end\n");
}

char VcdRecorder::level_of(const Channel& channel) const {
  if (channel.net->floating()) return 'z';
  if (const auto level = clear_level(channel.net->shown_volts(), supply_)) return *level ? '1' : '0';
  return channel.level == 'z' || channel.level == 'x' ? 'x' : channel.level;
}

void VcdRecorder::put_time(Time time) {
  if (time == written_) return;
  written_ = time;
  fmt::format_to(std::back_inserter(buffer_), "#{}\n", written_.time_since_epoch().count());
}

void VcdRecorder::put(Time time, std::string_view line) {
  if (!buses_.empty()) return void(waiting_.emplace(time, line));
  put_time(time);
  fmt::format_to(std::back_inserter(buffer_), "{}\n", line);
}

// Up to here nothing more is to come. A bus that keeps too much waiting is not waited for.
Time VcdRecorder::settled() const {
  Time time = machine_.now();
  if (waiting_.size() > most_waiting) return time;
  for (const auto& words : buses_) time = std::min(time, words->bus.tap->decoder().open());
  return time;
}

void VcdRecorder::let_go(Time until) {
  auto line = waiting_.begin();
  for (; line != waiting_.end() && line->first <= until; ++line) {
    put_time(line->first);
    fmt::format_to(std::back_inserter(buffer_), "{}\n", line->second);
  }
  waiting_.erase(waiting_.begin(), line);
}

void VcdRecorder::changed(Channel& channel) {
  const char level = level_of(channel);
  const double volts = channel.net->shown_volts();
  if (level == channel.level && volts == channel.volts) return;
  const Time now = machine_.now();
  if (level != channel.level) put(now, fmt::format("{}{}", level, channel.level_id));
  if (volts != channel.volts) put(now, fmt::format("r{:.9g} {}", volts, channel.volts_id));
  channel.level = level;
  channel.volts = volts;
  if (!waiting_.empty()) let_go(settled());
  if (buffer_.size() >= enough) flush();
}

// What has no length cannot be seen. A frame that begins before the one ahead of it is over cuts it short.
void VcdRecorder::heard(Words& words, const decode::Frame& frame) {
  if (frame.end <= frame.start) return;
  if (words.blank_from > frame.start) {
    const auto [first, last] = waiting_.equal_range(words.blank_from);
    const auto blank = std::find_if(first, last, [&](const auto& line) { return line.second == "s " + words.id; });
    if (blank != last) waiting_.erase(blank);
  }
  put(std::max(frame.start, written_), fmt::format("s{} {}", escaped(frame.text), words.id));
  words.blank_from = std::max(frame.end, written_);
  put(std::max(frame.end, written_), fmt::format("s {}", words.id));
}

void VcdRecorder::flush() { flush(settled()); }

void VcdRecorder::flush(Time until) {
  let_go(until);
  if (buses_.empty() || until > written_) put_time(until);
  sink_({buffer_.data(), buffer_.size()});
  buffer_.clear();
}

}  // namespace emulator
