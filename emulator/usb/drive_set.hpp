#pragma once
// The drives behind a board's USB mass storage. They are there before the device is and stay when it goes: a drive
// without a device has no medium.
#include <deque>
#include <memory>
#include <optional>

#include "emulator/time.hpp"
#include "emulator/usb/block_device.hpp"

namespace emulator::usb {

class Drive final : public BlockDevice {
 public:
  struct Medium {
    u32 sector_size = 512, sectors = 0;
    bool read_only = false;
    bool operator==(const Medium&) const = default;
    void serialize(State& state) { state(sector_size, sectors, read_only); }
  };
  struct Job {
    enum class Kind : u8 { read, write, synchronize, lock, unlock, eject } kind = Kind::read;
    u32 tag = 0, first = 0, count = 0;
    std::vector<u8> data = {};
    bool operator==(const Job&) const = default;
    void serialize(State& state) { state(kind, tag, first, count, data); }
  };

  Drive(Scheduler&, std::string name);
  const std::string& name() const { return name_; }

  bool present() const override { return medium_.has_value(); }
  bool read_only() const override { return medium_ && medium_->read_only; }
  u32 sector_size() const override { return medium_ ? medium_->sector_size : 512; }
  u32 sectors() const override { return medium_ ? medium_->sectors : 0; }
  void read(u32 tag, u32 first, u32 count) override;
  void write(u32 tag, u32 first, std::vector<u8> data) override;
  void synchronize(u32 tag) override;
  void lock(u32 tag, bool on) override;
  void eject(u32 tag) override;
  std::function<void(const Job&)> recorder;  // hears of every job that is asked for

  // --- the driver's side ---
  void bind(std::function<void()> on_job) { on_job_ = std::move(on_job), taken_ = true; }
  void unbind();
  bool taken() const { return taken_; }
  void set_medium(std::optional<Medium>);
  const Job* job() const { return medium_ && !jobs_.empty() ? &jobs_.front() : nullptr; }
  void finish(std::string error, std::vector<u8> data = {});  // of the first job

  std::string label;  // what INQUIRY says: "Adafruit, Feather RP2040, 1.0"
  void serialize(State&);

 private:
  void add(Job);
  void tell();

  std::string name_;
  std::function<void()> on_job_;
  bool taken_ = false, changed_ = false;
  std::optional<Medium> medium_;
  std::deque<Job> jobs_;
  Event news_;
};

class DriveSet {
 public:
  // The first drive is "NAME", the others "NAME2" …
  DriveSet(Scheduler&, std::string name);
  Drive& first() { return *drives_.front(); }
  Drive& free_drive();
  const std::vector<std::unique_ptr<Drive>>& drives() const { return drives_; }
  std::function<void(Drive&)> on_new;
  void serialize(State&);  // after the host's, whose drivers take the drives

 private:
  Scheduler& scheduler_;
  std::string name_;
  std::vector<std::unique_ptr<Drive>> drives_;
};

}  // namespace emulator::usb
