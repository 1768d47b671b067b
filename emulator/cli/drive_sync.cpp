#include "emulator/cli/drive_sync.hpp"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;

namespace {
constexpr Duration period = 250ms;
constexpr Duration patience = 10s;  // until the drive appears; a first boot may have to make its file system
constexpr Duration last_pass = 5s;
// CircuitPython keeps the last block it was sent in RAM until a second has passed without another
// (CIRCUITPY_FILESYSTEM_FLUSH_INTERVAL_MS); it does not know SYNCHRONIZE CACHE.
constexpr Duration settling = 1500ms;
constexpr auto soonest = 20ms;  // of the computer's time, between two looks at the folder
// What INQUIRY says of a bootloader's drive: a file copied there is no script. RP2040 Datasheet 2.8.4.
constexpr std::string_view bootloader = "RPI RP2";
}  // namespace

DriveSync::DriveSync(Machine& machine, usb::Drive& drive, Chip& chip, Options options)
    : machine_(machine),
      drive_(drive),
      persistent_(chip.persistent()),
      options_(std::move(options)),
      folder_(options_.folder),
      sync_(drive, folder_),
      look_(machine.scheduler, "drive and folder", [this] { look(); }),
      too_late_(machine.scheduler, "no drive", [this] {
        options_.say(
            fmt::format("the board has shown no drive within {:g} s; --drive needs firmware that has one, such "
                        "as CircuitPython",
                        seconds(patience)));
        ready();
      }) {
  sync_.folder_wins = options_.fresh_board;
  sync_.wanted = [this] { return begin(); };
  sync_.on_done = [this](const fat::SyncReport& report) { done(report); };
  chip.bus().on_code_changed.push_back([flag = written_to_](u32, u32) { *flag = true; });
  look_.after(Duration{0});
  too_late_.after(patience);
}

// Not a digest, only different when something is.
u64 DriveSync::board_signature() const {
  u64 h = 0;
  for (const Memory* memory : persistent_) {
    const auto bytes = memory->bytes();
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      u64 word = 0;
      std::memcpy(&word, bytes.data() + at, sizeof word);
      h = (h ^ word) * 0x9e37'79b9'7f4a'7c15;
      h ^= h >> 32;
    }
  }
  return h;
}

bool DriveSync::changed() {
  const bool folder = folder_changed();
  return board_changed() || folder;
}

// Stores to other memory with code in it are heard of, too.
bool DriveSync::board_changed() { return std::exchange(*written_to_, false) && board_signature() != board_seen_; }

bool DriveSync::folder_changed() {
  const auto now = std::chrono::steady_clock::now();
  if (!std::exchange(folder_due_, false) && now - folder_looked_at_ < soonest) return false;
  const bool changed = folder_.signature() != folder_seen_;
  folder_looked_at_ = std::chrono::steady_clock::now();
  return changed;
}

void DriveSync::look() {
  look_.after(period);
  try {
    if (drive_.present() && !sync_.busy() && changed()) sync_.sync();
  } catch (const std::runtime_error& e) {
    if (said_.insert(e.what()).second) options_.say(e.what());
  }
}

bool DriveSync::begin() {
  if (drive_.label.starts_with(bootloader)) return false;
  too_late_.cancel();  // it is there; how long its files take is their business
  board_seen_ = board_signature();
  folder_seen_ = folder_.signature();
  return true;
}

void DriveSync::done(const fat::SyncReport& report) {
  std::set<std::string> sentences{report.sentences.begin(), report.sentences.end()};
  for (const auto& sentence : report.sentences)
    if (!said_.contains(sentence)) options_.say(fmt::format("--drive: {}", sentence));
  said_ = std::move(sentences);
  if (!report.complete) return;
  sync_.folder_wins = false;
  if (report.to_folder) folder_due_ = true;  // what we wrote ourselves, or somebody else at the same time
  if (report.to_board) to_board_at_ = machine_.now();
  ready();
}

void DriveSync::ready() {
  too_late_.cancel();
  if (!std::exchange(ready_, true) && on_ready) on_ready();
}

void DriveSync::finish() {
  const Time end = machine_.now() + last_pass;
  look_.cancel();
  const auto run = [&] {
    while (drive_.present() && sync_.busy() && machine_.now() < end) machine_.run_until(machine_.now() + 1ms);
  };
  run();
  folder_due_ = *written_to_ = true;
  look();
  look_.cancel();
  run();
  if (to_board_at_ > Time{}) machine_.run_until(std::max(machine_.now(), to_board_at_ + settling));
}

}  // namespace cli
