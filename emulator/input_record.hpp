#pragma once
// What came from outside in a run, with its virtual time: bytes and line changes on consoles, quantities that were set,
// what a computer's file system asked of USB drives. The same firmware, seed and record give the same run again. One
// entry per line:
//
//   vivarium inputs 1
//   1500000000000 usb input 70 72 69 6e 74
//   1500000000000 usb lines dtr rts
//   1500000000000 usb format 115200 8 none 1
//   2000000000000 set button_a 1
//   3000000000000 usb_drive read 0 1
//   3000000000000 usb_drive write 77 68 65 6c 6c 6f …
//   9000000000000 end
//
// Times are picoseconds. Whatever is done by scripts and scenarios happens at the same time anyway and is not recorded.
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/console.hpp"
#include "emulator/machine.hpp"
#include "emulator/session.hpp"
#include "emulator/usb/drive_set.hpp"

namespace emulator {

struct RecordError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct InputEntry {
  struct Bytes {
    std::vector<u8> bytes;
    bool operator==(const Bytes&) const = default;
  };
  struct Purge {
    bool operator==(const Purge&) const = default;
  };
  struct Set {
    double value;
    bool operator==(const Set&) const = default;
  };
  struct End {
    bool operator==(const End&) const = default;
  };
  Time time{};
  using Job = usb::Drive::Job;
  std::string name;  // of the console, quantity or drive
  std::variant<Bytes, HostLines, SerialFormat, Purge, Set, Job, End> what;
  bool operator==(const InputEntry&) const = default;
};

std::string line_of(const InputEntry&);
// RecordError with file and line. Times never fall, and the last entry is the end.
std::vector<InputEntry> read_record(std::string_view text, const std::string& source);

using Drives = std::vector<usb::Drive*>;

// Writes what comes to these consoles, drives and quantities until it is destroyed.
class InputRecorder {
 public:
  InputRecorder(Machine&, std::vector<Console*>, std::function<void(std::string_view line)>, Drives = {});
  InputRecorder(const InputRecorder&) = delete;
  ~InputRecorder();
  void set(const Quantity&);  // somebody outside has set it

 private:
  void write(const std::string& name, decltype(InputEntry::what));
  Machine& machine_;
  std::vector<Console*> consoles_;
  Drives drives_;
  std::function<void(std::string_view)> sink_;
};

// Does what a record says, between the slices of a session.
class InputReplay {
 public:
  // RecordError if it names something that is not there.
  InputReplay(Session&, const std::vector<Console*>&, std::vector<InputEntry>, const Drives& = {});
  Time next() const { return over() ? Time::max() : entries_[at_].time; }
  bool over() const { return at_ == entries_.size(); }
  void serve();  // everything that is due

 private:
  Session& session_;
  std::vector<Console*> consoles_;
  Drives drives_;
  std::vector<InputEntry> entries_;
  std::size_t at_ = 0;
  Console& console(const std::string& name) const;
  usb::Drive& drive(const std::string& name) const;
  void ask(const InputEntry&, const InputEntry::Job&);
};

}  // namespace emulator
