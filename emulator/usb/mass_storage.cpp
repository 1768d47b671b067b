#include "emulator/usb/mass_storage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace emulator::usb {

namespace {
using namespace std::chrono_literals;
constexpr Duration look_period = 1s;
using Kind = Drive::Job::Kind;
}  // namespace

DriverFactory MassStorage::factory(DriveSet& drives) {
  return [&drives](const DriverContext& context) -> std::unique_ptr<ClassDriver> {
    if (!fits(context.interface)) return nullptr;
    return std::unique_ptr<ClassDriver>(new MassStorage(context, drives));
  };
}

MassStorage::MassStorage(const DriverContext& context, DriveSet& drives)
    : BulkOnly(context), drives_(drives), look_(context.bus.scheduler(), "usb.mass storage look", [this] { look(); }) {}

MassStorage::~MassStorage() {
  for (auto& unit : units_) unit.drive->unbind();
}

void MassStorage::start() { ask_max_lun(); }

void MassStorage::add_unit() {
  Unit& unit = units_.emplace_back();
  unit.drive = &drives_.free_drive();
  unit.drive->bind([this] { next(); });
}

void MassStorage::max_lun(u8 last) {
  for (unsigned lun = 0; lun <= last; ++lun) add_unit();
  look();
}

void MassStorage::look() {
  for (auto& unit : units_) unit.look = true;
  look_.after(look_period);
  next();
}

// Units take turns.
void MassStorage::next() {
  for (std::size_t n = 0; idle() && n < units_.size(); ++n) {
    current_ = static_cast<u8>((current_ + 1u) % units_.size());
    if (begin(units_[current_])) return;
  }
}

bool MassStorage::begin(Unit& unit) {
  if (unit.step == Step::ready) {
    if (const auto* job = unit.drive->job()) {
      doing_ = Doing::job;
      begin_job(unit, *job);
      return true;
    }
    if (!unit.look) return false;
    doing_ = Doing::look;
    unit.look = false;
    execute(current_, scsi::test_unit_ready(), 0);
    return true;
  }
  if (unit.step == Step::test) {
    if (!unit.look) return false;
    unit.look = false;
  }
  doing_ = Doing::step;
  begin_step(unit);
  return true;
}

void MassStorage::begin_step(const Unit& unit) {
  switch (unit.step) {
    case Step::inquiry: return execute(current_, scsi::inquiry(), 36);
    case Step::test: return execute(current_, scsi::test_unit_ready(), 0);
    case Step::capacity: return execute(current_, scsi::read_capacity(), 8);
    case Step::mode: return execute(current_, scsi::mode_sense(), 192);
    case Step::ready: return;
  }
}

u32 MassStorage::share(const Unit& unit, const Drive::Job& job) const {
  return std::min(job.count - unit.done, most_sectors);
}

void MassStorage::begin_job(const Unit& unit, const Drive::Job& job) {
  const u32 first = job.first + unit.done, count = share(unit, job), size = unit.medium.sector_size;
  switch (job.kind) {
    case Kind::read: return execute(current_, scsi::read(first, static_cast<u16>(count)), count * size);
    case Kind::write: {
      const auto from = job.data.begin() + static_cast<std::ptrdiff_t>(std::size_t{unit.done} * size);
      return execute(current_, scsi::write(first, static_cast<u16>(count)), 0,
                     {from, from + static_cast<std::ptrdiff_t>(std::size_t{count} * size)});
    }
    case Kind::synchronize: return execute(current_, scsi::synchronize_cache(), 0);
    case Kind::lock: return execute(current_, scsi::prevent(true), 0);
    case Kind::unlock: return execute(current_, scsi::prevent(false), 0);
    case Kind::eject: return execute(current_, scsi::start_stop(scsi::eject), 0);
  }
}

void MassStorage::executed(Status status, const std::vector<u8>& data) {
  Unit& unit = units_[current_];
  if (status == Status::broken) {
    broken(unit);
  } else if (doing_ == Doing::sense) {
    doing_ = before_sense_;
    refused(unit, status == Status::passed ? scsi::parse_sense(data) : scsi::Sense{});
  } else if (status == Status::failed) {
    before_sense_ = doing_;
    doing_ = Doing::sense;
    return execute(current_, scsi::request_sense(), 18);
  } else {
    passed(unit, data);
  }
  next();
}

void MassStorage::passed(Unit& unit, const std::vector<u8>& data) {
  if (doing_ == Doing::step) step_passed(unit, data);
  // Write protection may end: CircuitPython from 9.0 on says so while its own code has the drive.
  if (doing_ == Doing::look && unit.medium.read_only && unit.step == Step::ready) unit.step = Step::mode;
  if (doing_ == Doing::job) job_passed(unit, data);
}

void MassStorage::step_passed(Unit& unit, const std::vector<u8>& data) {
  switch (unit.step) {
    case Step::inquiry:
      unit.drive->label = scsi::inquiry_text(data);
      unit.step = Step::test;
      unit.look = true;
      break;
    case Step::test: unit.step = Step::capacity; break;
    case Step::capacity: capacity(unit, data); break;
    case Step::mode:
      unit.medium.read_only = data.size() >= 3 && (data[2] & 0x80);  // WP
      unit.step = Step::ready;
      unit.drive->set_medium(unit.medium);
      break;
    case Step::ready: break;
  }
}

void MassStorage::capacity(Unit& unit, const std::vector<u8>& data) {
  const u32 last = data.size() >= 8 ? scsi::big32(data, 0) : 0, size = data.size() >= 8 ? scsi::big32(data, 4) : 0;
  if (last == 0 || last == 0xffff'ffff || size < 512 || size > 4096 || (size & (size - 1))) {
    context_.complain(fmt::format("{}: READ CAPACITY tells of {} sectors of {} bytes, which makes no sense.",
                                  unit.drive->name(), u64{last} + 1, size));
    unit.step = Step::test;
    return;
  }
  unit.medium = {size, last + 1, false};
  unit.step = Step::mode;
}

void MassStorage::job_passed(Unit& unit, const std::vector<u8>& data) {
  const auto* job = unit.drive->job();
  if (!job) return lost(unit);
  if (job->kind == Kind::eject) {
    end_job(unit, {});
    return lost(unit);
  }
  if (job->kind != Kind::read && job->kind != Kind::write) return end_job(unit, {});
  const u32 count = share(unit, *job);
  if (job->kind == Kind::read) {
    if (data.size() != std::size_t{count} * unit.medium.sector_size)
      return end_job(unit, fmt::format("{} sent {} bytes for {} sectors.", unit.drive->name(), data.size(), count));
    unit.read.insert(unit.read.end(), data.begin(), data.end());
  }
  unit.done += count;
  if (unit.done == job->count) end_job(unit, {});
}

void MassStorage::end_job(Unit& unit, std::string error) {
  auto read = std::move(unit.read);
  unit.read.clear();
  unit.done = 0;
  unit.drive->finish(std::move(error), std::move(read));
}

void MassStorage::lost(Unit& unit) {
  unit.step = Step::test;
  unit.done = 0;
  unit.read.clear();
  unit.drive->set_medium(std::nullopt);
}

void MassStorage::refused(Unit& unit, const scsi::Sense& sense) {
  if (doing_ == Doing::job && (!sense.unit_attention() || sense.medium_changed())) {
    const auto* job = unit.drive->job();
    if (!job) return;
    static constexpr std::array<std::string_view, 6> verbs{"read", "write", "synchronize", "lock", "unlock", "eject"};
    const auto verb = verbs[static_cast<std::size_t>(job->kind)];
    const bool data = job->kind == Kind::read || job->kind == Kind::write;
    if (!data && job->kind != Kind::eject && sense.unknown_command())
      end_job(unit, {});  // it keeps nothing back, or cannot lock: as computers take it
    else
      end_job(unit, data ? fmt::format("{} does not {} sectors {} to {}: {}.", unit.drive->name(), verb, job->first,
                                       job->first + job->count - 1, sense.text())
                         : fmt::format("{} does not {}: {}.", unit.drive->name(), verb, sense.text()));
  }
  if (sense.no_medium()) return lost(unit);
  if (sense.unit_attention()) {
    if (sense.medium_changed()) lost(unit);
    unit.step = Step::test;
    unit.done = 0;
    unit.read.clear();
    unit.look = true;
    return;
  }
  if (doing_ != Doing::step) return;
  if (unit.step == Step::mode) return step_passed(unit, {});  // it need not know MODE SENSE
  unit.look = unit.step == Step::inquiry;                     // go on without; else wait for the next look
  unit.step = Step::test;
}

void MassStorage::broken(Unit& unit) {
  context_.complain(fmt::format("{}: the transport was reset after it went wrong.", unit.drive->name()));
  if (doing_ == Doing::sense) doing_ = before_sense_;
  if (doing_ == Doing::job && unit.drive->job())
    end_job(unit, fmt::format("{} did not answer as the transport wants it.", unit.drive->name()));
  if (doing_ == Doing::step) unit.step = Step::test;
}

void MassStorage::serialize(State& state) {
  state.section("mass storage");
  u8 count = static_cast<u8>(units_.size());
  state(count);
  if (state.loading())
    while (units_.size() < count) add_unit();
  for (auto& unit : units_) state(unit);
  state(current_, doing_, before_sense_, look_);
  BulkOnly::serialize(state);
}

}  // namespace emulator::usb
