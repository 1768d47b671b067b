#include "emulator/usb/drive_set.hpp"

#include <fmt/format.h>

namespace emulator::usb {

Drive::Drive(Scheduler& scheduler, std::string name)
    : name_(std::move(name)), news_(scheduler, name_ + ".news", [this] { tell(); }) {}

void Drive::add(Job job) {
  if (recorder) recorder(job);
  jobs_.push_back(std::move(job));
  news_.after(Duration{0});
}

void Drive::read(u32 tag, u32 first, u32 count) { add({Job::Kind::read, tag, first, count}); }
void Drive::write(u32 tag, u32 first, std::vector<u8> data) {
  const auto count = static_cast<u32>(data.size() / sector_size());
  add({Job::Kind::write, tag, first, count, std::move(data)});
}
void Drive::synchronize(u32 tag) { add({Job::Kind::synchronize, tag}); }
void Drive::lock(u32 tag, bool on) { add({on ? Job::Kind::lock : Job::Kind::unlock, tag}); }
void Drive::eject(u32 tag) { add({Job::Kind::eject, tag}); }

void Drive::unbind() {
  on_job_ = nullptr;
  taken_ = false;
  set_medium(std::nullopt);
}

void Drive::set_medium(std::optional<Medium> medium) {
  if (medium == medium_) return;
  medium_ = medium;
  changed_ = true;
  news_.after(Duration{0});
}

void Drive::finish(std::string error, std::vector<u8> data) {
  const Result result{jobs_.front().tag, std::move(error), std::move(data)};
  jobs_.pop_front();
  if (on_done) on_done(result);
}

void Drive::tell() {
  if (!medium_)
    for (auto n = jobs_.size(); n > 0; --n) finish(fmt::format("{} has no medium.", name_));
  if (changed_) {
    changed_ = false;
    if (on_change) on_change();
  }
  if (job() && on_job_) on_job_();
}

void Drive::serialize(State& state) { state(changed_, medium_, jobs_, label, news_); }

DriveSet::DriveSet(Scheduler& scheduler, std::string name) : scheduler_(scheduler), name_(std::move(name)) {
  drives_.push_back(std::make_unique<Drive>(scheduler_, name_));
}

Drive& DriveSet::free_drive() {
  for (auto& drive : drives_)
    if (!drive->taken()) return *drive;
  drives_.push_back(std::make_unique<Drive>(scheduler_, fmt::format("{}{}", name_, drives_.size() + 1)));
  if (on_new) on_new(*drives_.back());
  return *drives_.back();
}

void DriveSet::serialize(State& state) {
  state.section("USB drives");
  u32 count = static_cast<u32>(drives_.size());
  state(count);
  while (drives_.size() < count && drives_.size() < 64) {
    drives_.push_back(std::make_unique<Drive>(scheduler_, fmt::format("{}{}", name_, drives_.size() + 1)));
    if (on_new) on_new(*drives_.back());
  }
  if (drives_.size() != count) throw StateError("the snapshot has another number of USB drives");
  for (auto& drive : drives_) drive->serialize(state);
}

}  // namespace emulator::usb
