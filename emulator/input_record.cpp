#include "emulator/input_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "emulator/cases.hpp"

namespace emulator {

namespace {

constexpr std::string_view heading = "vivarium inputs 1";
constexpr std::array parities{"none", "odd", "even", "mark", "space"};
constexpr std::array stops{"1", "1.5", "2"};
using Kind = InputEntry::Job::Kind;
constexpr std::array jobs{"read", "write", "synchronize", "lock", "unlock", "eject"};  // in Kind's order

// The words of one line, after its time.
class Words {
 public:
  Words(const std::string& line, std::string place) : stream_(line), place_(std::move(place)) {}
  [[noreturn]] void fail(std::string_view why) const { throw RecordError(fmt::format("{}: {}", place_, why)); }
  std::string word() {
    std::string word;
    if (!(stream_ >> word)) fail("the line is too short");
    return word;
  }
  template <typename T>
  T number() {
    T value{};
    if (!(stream_ >> value)) fail("there should be a number");
    return value;
  }
  template <std::size_t n>
  std::size_t one_of(const std::array<const char*, n>& names) {
    const std::string given = word();
    const auto it = std::ranges::find(names, given);
    if (it == names.end()) fail(fmt::format("\"{}\" is none of {}", given, fmt::join(names, ", ")));
    return static_cast<std::size_t>(it - names.begin());
  }
  std::vector<std::string> rest() {
    std::vector<std::string> words;
    for (std::string word; stream_ >> word;) words.push_back(word);
    return words;
  }

 private:
  std::istringstream stream_;
  std::string place_;
};

InputEntry::Bytes read_bytes(Words& words) {
  InputEntry::Bytes bytes;
  for (const std::string& word : words.rest()) {
    std::size_t used = 0;
    unsigned long value = 256;
    try {
      value = std::stoul(word, &used, 16);
    } catch (const std::logic_error&) {}
    if (value > 255 || used != word.size()) words.fail(fmt::format("\"{}\" is no byte", word));
    bytes.bytes.push_back(static_cast<u8>(value));
  }
  return bytes;
}

decltype(InputEntry::what) read_lines(Words& words) {
  HostLines lines;
  for (const std::string& word : words.rest()) {
    if (word == "dtr")
      lines.dtr = true;
    else if (word == "rts")
      lines.rts = true;
    else if (word == "break")
      lines.sends_break = true;
    else
      words.fail(fmt::format("\"{}\" is no line", word));
  }
  return lines;
}

decltype(InputEntry::what) read_format(Words& words) {
  SerialFormat format;
  format.baud = words.number<u32>();
  format.data_bits = static_cast<u8>(words.number<unsigned>());
  format.parity = static_cast<Parity>(words.one_of(parities));
  format.stop_bits = static_cast<StopBits>(words.one_of(stops));
  const auto rest = words.rest();
  format.binding = rest.empty();
  return format;
}

decltype(InputEntry::what) read_job(Words& words, Kind kind) {
  InputEntry::Job job{.kind = kind};
  if (kind == Kind::read || kind == Kind::write) job.first = words.number<u32>();
  if (kind == Kind::read) job.count = words.number<u32>();
  if (kind == Kind::write) job.data = read_bytes(words).bytes;
  return job;
}

// "usb drive" is one word in a record.
std::string word_of(const usb::Drive* drive) {
  std::string name = drive->name();
  std::ranges::replace(name, ' ', '_');
  return name;
}

std::string text_of(const InputEntry::Job& job) {
  const std::string verb = jobs.at(static_cast<std::size_t>(job.kind));
  if (job.kind == Kind::read) return fmt::format("{} {} {}", verb, job.first, job.count);
  if (job.kind == Kind::write) return fmt::format("{} {} {:02x}", verb, job.first, fmt::join(job.data, " "));
  return verb;
}

InputEntry read_entry(Words& words) {
  InputEntry entry;
  entry.time = Time{Duration{words.number<i64>()}};
  entry.name = words.word();
  if (entry.name == "end") {
    entry.name.clear();
    entry.what = InputEntry::End{};
  } else if (entry.name == "set") {
    entry.name = words.word();
    entry.what = InputEntry::Set{words.number<double>()};
  } else {
    const std::string kind = words.word();
    if (kind == "input")
      entry.what = read_bytes(words);
    else if (kind == "lines")
      entry.what = read_lines(words);
    else if (kind == "format")
      entry.what = read_format(words);
    else if (kind == "purge")
      entry.what = InputEntry::Purge{};
    else if (const auto it = std::ranges::find(jobs, kind); it != jobs.end())
      entry.what = read_job(words, static_cast<Kind>(it - jobs.begin()));
    else
      words.fail(fmt::format("\"{}\" is nothing that happens to a console or a drive", kind));
  }
  return entry;
}

}  // namespace

std::string line_of(const InputEntry& entry) {
  const std::string what = std::visit(
      Cases{[&](const InputEntry::Bytes& b) {
              return fmt::format("{} input {:02x}", entry.name, fmt::join(b.bytes, " "));
            },
            [&](const HostLines& l) {
              return fmt::format("{} lines{}{}{}", entry.name, l.dtr ? " dtr" : "", l.rts ? " rts" : "",
                                 l.sends_break ? " break" : "");
            },
            [&](const SerialFormat& f) {
              return fmt::format("{} format {} {} {} {}{}", entry.name, f.baud, f.data_bits,
                                 parities.at(static_cast<std::size_t>(f.parity)),
                                 stops.at(static_cast<std::size_t>(f.stop_bits)), f.binding ? "" : " perhaps");
            },
            [&](const InputEntry::Purge&) { return entry.name + " purge"; },
            [&](const InputEntry::Set& s) { return fmt::format("set {} {}", entry.name, s.value); },
            [&](const InputEntry::Job& j) { return entry.name + " " + text_of(j); },
            [&](const InputEntry::End&) { return std::string{"end"}; }},
      entry.what);
  return fmt::format("{} {}\n", entry.time.time_since_epoch().count(), what);
}

std::vector<InputEntry> read_record(std::string_view text, const std::string& source) {
  std::istringstream lines{std::string{text}};
  std::string line;
  if (!std::getline(lines, line) || line != heading)
    throw RecordError(fmt::format("{} is no record of inputs: it does not begin with \"{}\"", source, heading));
  std::vector<InputEntry> entries;
  for (unsigned n = 2; std::getline(lines, line); ++n) {
    if (line.empty()) continue;
    Words words{line, fmt::format("{}:{}", source, n)};
    if (!entries.empty() && std::holds_alternative<InputEntry::End>(entries.back().what))
      words.fail("there is something behind the end");
    entries.push_back(read_entry(words));
    if (entries.size() > 1 && entries.back().time < entries[entries.size() - 2].time) words.fail("time goes backwards");
  }
  if (entries.empty() || !std::holds_alternative<InputEntry::End>(entries.back().what))
    throw RecordError(fmt::format("{} is not whole: its end is missing", source));
  return entries;
}

InputRecorder::InputRecorder(Machine& machine, std::vector<Console*> consoles,
                             std::function<void(std::string_view)> sink, Drives drives)
    : machine_(machine), consoles_(std::move(consoles)), drives_(std::move(drives)), sink_(std::move(sink)) {
  sink_(fmt::format("{}\n", heading));
  for (Console* console : consoles_) {
    const std::string& name = console->name();
    console->recorder = {.on_input =
                             [this, name](std::span<const u8> bytes) {
                               write(name, InputEntry::Bytes{{bytes.begin(), bytes.end()}});
                             },
                         .on_lines = [this, name](const HostLines& lines) { write(name, lines); },
                         .on_format = [this, name](const SerialFormat& format) { write(name, format); },
                         .on_purge = [this, name] { write(name, InputEntry::Purge{}); }};
  }
  for (usb::Drive* drive : drives_)
    drive->recorder = [this, name = word_of(drive)](const InputEntry::Job& job) { write(name, job); };
}

InputRecorder::~InputRecorder() {
  for (Console* console : consoles_) console->recorder = {};
  for (usb::Drive* drive : drives_) drive->recorder = {};
  write({}, InputEntry::End{});
}

void InputRecorder::set(const Quantity& quantity) { write(quantity.name(), InputEntry::Set{quantity.value()}); }

void InputRecorder::write(const std::string& name, decltype(InputEntry::what) what) {
  sink_(line_of({machine_.now(), name, std::move(what)}));
}

InputReplay::InputReplay(Session& session, const std::vector<Console*>& consoles, std::vector<InputEntry> entries,
                         const Drives& drives)
    : session_(session), consoles_(consoles), drives_(drives), entries_(std::move(entries)) {
  for (const InputEntry& entry : entries_) {
    if (std::holds_alternative<InputEntry::End>(entry.what)) continue;
    if (std::holds_alternative<InputEntry::Job>(entry.what))
      drive(entry.name);
    else if (!std::holds_alternative<InputEntry::Set>(entry.what))
      console(entry.name);
    else if (!session_.machine().world.find(entry.name))
      throw RecordError(fmt::format("the record sets \"{}\", which is no quantity here", entry.name));
  }
  // What was asked for behind an answer, or when a medium came, is asked for there again: that is sooner than between
  // slices.
  for (usb::Drive* drive : drives_) {
    const auto go_on = [this, name = word_of(drive)] {
      if (over() || entries_[at_].time != session_.machine().now() || entries_[at_].name != name) return;
      const InputEntry& entry = entries_[at_];
      if (const auto* job = std::get_if<InputEntry::Job>(&entry.what)) ++at_, ask(entry, *job);
    };
    drive->on_done = [go_on](const usb::BlockDevice::Result&) { go_on(); };
    drive->on_change = go_on;
  }
}

Console& InputReplay::console(const std::string& name) const {
  const auto it = std::ranges::find(consoles_, name, &Console::name);
  if (it == consoles_.end()) throw RecordError(fmt::format("the record has a console \"{}\", which is not here", name));
  return **it;
}

usb::Drive& InputReplay::drive(const std::string& name) const {
  const auto it = std::ranges::find(drives_, name, word_of);
  if (it == drives_.end()) throw RecordError(fmt::format("the record has a drive \"{}\", which is not here", name));
  return **it;
}

// Whoever asked at first is not here; nobody hears the answer.
void InputReplay::ask(const InputEntry& entry, const InputEntry::Job& job) {
  usb::Drive& to = drive(entry.name);
  switch (job.kind) {
    case Kind::read: return to.read(0, job.first, job.count);
    case Kind::write: return to.write(0, job.first, job.data);
    case Kind::synchronize: return to.synchronize(0);
    case Kind::lock: return to.lock(0, true);
    case Kind::unlock: return to.lock(0, false);
    case Kind::eject: return to.eject(0);
  }
}

void InputReplay::serve() {
  while (!over() && entries_[at_].time <= session_.machine().now()) {
    const InputEntry& entry = entries_[at_++];
    std::visit(Cases{[&](const InputEntry::Bytes& b) { console(entry.name).input(b.bytes); },
                     [&](const HostLines& l) { console(entry.name).set_lines(l); },
                     [&](const SerialFormat& f) { console(entry.name).set_host_format(f); },
                     [&](const InputEntry::Purge&) { console(entry.name).purge_input(); },
                     [&](const InputEntry::Set& s) {
                       session_.execute(command::Set{entry.name, s.value});
                     },
                     [&](const InputEntry::Job& j) { ask(entry, j); },
                     [&](const InputEntry::End&) {
                       session_.end({SessionEnd::Reason::quit, ""});
                     }},
               entry.what);
  }
}

}  // namespace emulator
