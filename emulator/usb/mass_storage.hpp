#pragma once
// Drives of a mass storage interface: finds out what each logical unit is, looks once a second whether its medium is
// still there, and does what the Drive's owner asks for.
#include "emulator/usb/bulk_only.hpp"
#include "emulator/usb/drive_set.hpp"
#include "emulator/usb/scsi.hpp"

namespace emulator::usb {

class MassStorage final : public BulkOnly {
 public:
  static constexpr u32 most_sectors = 128;  // in one command: 64 KiB, as computers do
  static DriverFactory factory(DriveSet&);
  ~MassStorage() override;
  std::string_view name() const override { return "Mass Storage"; }
  void start() override;
  void serialize(State&) override;

 private:
  // What is to be found out next, until the unit is ready.
  enum class Step : u8 { inquiry, test, capacity, mode, ready };
  enum class Doing : u8 { nothing, step, look, job, sense };
  struct Unit {
    Drive* drive = nullptr;
    Step step = Step::inquiry;
    bool look = true;  // its turn to be tested has come
    Drive::Medium medium = {};
    u32 done = 0;  // sectors of the job
    std::vector<u8> read = {};
    void serialize(State& state) { state(step, look, medium, done, read); }
  };

  MassStorage(const DriverContext&, DriveSet&);
  void add_unit();
  void max_lun(u8 last) override;
  void look();
  void next();
  bool begin(Unit&);
  void begin_step(const Unit&);
  void begin_job(const Unit&, const Drive::Job&);
  void executed(Status, const std::vector<u8>& data) override;
  void passed(Unit&, const std::vector<u8>& data);
  void step_passed(Unit&, const std::vector<u8>& data);
  void capacity(Unit&, const std::vector<u8>& data);
  void job_passed(Unit&, const std::vector<u8>& data);
  void refused(Unit&, const scsi::Sense&);
  void broken(Unit&);
  void end_job(Unit&, std::string error);
  void lost(Unit&);
  u32 share(const Unit&, const Drive::Job&) const;

  DriveSet& drives_;
  std::vector<Unit> units_;
  u8 current_ = 0;  // the unit spoken to
  Doing doing_ = Doing::nothing, before_sense_ = Doing::nothing;
  Event look_;
};

}  // namespace emulator::usb
