#include "emulator/cli/drive_sectors.hpp"

#include <algorithm>

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;

namespace {
constexpr u32 ahead = 64, most_at_once = 128;  // sectors in one request
constexpr Duration patience = 10s;
constexpr Duration settling = 1500ms;  // as in DriveSync
}  // namespace

DriveSectors::DriveSectors(Machine& machine, usb::Drive& drive) : machine_(machine), drive_(drive) {
  drive_.on_done = [this](const usb::BlockDevice::Result& result) {
    if (result.tag == tag_) answer_ = result;
  };
}

DriveSectors::~DriveSectors() { drive_.on_done = nullptr; }

usb::BlockDevice::Result DriveSectors::wait() {
  const Time end = machine_.now() + patience;
  while (!answer_ && machine_.now() < end) machine_.run_until(machine_.now() + 100us);
  if (!answer_) throw fat::FatError("the board's drive does not answer");
  auto answer = std::move(*answer_);
  answer_.reset();
  if (!answer.error.empty()) throw fat::FatError(answer.error.substr(0, answer.error.find_last_not_of('.') + 1));
  return answer;
}

std::span<const u8> DriveSectors::read(u32 sector) {
  if (const auto found = known_.find(sector); found != known_.end()) return found->second;
  if (sector >= count()) throw fat::FatError("the file system is larger than the drive");
  send();
  u32 n = 1;
  while (sector && n < ahead && sector + n < count() && !known_.contains(sector + n)) ++n;  // 0 alone: CachedSectors
  drive_.read(++tag_, sector, n);
  const auto answer = wait();
  for (u32 i = 0; i < n; ++i) {
    const auto from = answer.data.begin() + static_cast<std::ptrdiff_t>(std::size_t{i} * size());
    known_[sector + i].assign(from, from + static_cast<std::ptrdiff_t>(size()));
  }
  return known_.at(sector);
}

void DriveSectors::write(u32 sector, std::span<const u8> bytes) {
  if (drive_.read_only())
    throw fat::FatError("the drive is write-protected: a boot.py on the board has taken it for itself");
  const bool fits = waiting_ && sector == first_ + waiting_ && waiting_ < most_at_once;
  if (!fits) send();
  known_[sector].assign(bytes.begin(), bytes.end());
  if (!fits) first_ = sector;
  ++waiting_;
}

void DriveSectors::send() {
  if (!waiting_) return;
  std::vector<u8> bytes;
  for (u32 i = 0; i < waiting_; ++i) bytes.insert(bytes.end(), known_[first_ + i].begin(), known_[first_ + i].end());
  waiting_ = 0;
  wrote_ = true;
  drive_.write(++tag_, first_, std::move(bytes));
  wait();
}

void DriveSectors::finish() {
  send();
  if (!wrote_) return;
  drive_.synchronize(++tag_);
  wait();
  machine_.run_until(machine_.now() + settling);
}

}  // namespace cli
