#pragma once
// Something on a bus that answers word accesses. Bytes and halfwords are the bus's business (emulator/bus.hpp).
#include <string>

#include "emulator/access.hpp"
#include "emulator/types.hpp"

namespace emulator {

class Device {
 public:
  explicit Device(std::string name) : name_(std::move(name)) {}
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  virtual ~Device() = default;

  // Offsets are in bytes from the device's base and multiples of 4.
  virtual u32 read(u32 offset) = 0;
  virtual void write(u32 offset, u32 value) = 0;
  virtual u32 peek(u32 offset) const = 0;  // no side effects

  const std::string& name() const { return name_; }
  void observe(AccessObserver* observer) { observer_ = observer; }

 protected:
  AccessObserver* observer_ = nullptr;

 private:
  std::string name_;
};

// A block that the chip has and we do not: every access says so, reads give 0.
class Unimplemented final : public Device {
 public:
  using Device::Device;
  u32 read(u32 offset) override { return complain(offset, 0, false); }
  void write(u32 offset, u32 value) override { complain(offset, value, true); }
  u32 peek(u32) const override { return 0; }

 private:
  u32 complain(u32 offset, u32 value, bool writing) {
    if (observer_ && observer_->wants_accesses) observer_->accessed(*this, nullptr, offset, value, writing);
    if (observer_) observer_->complaint({Complaint::Kind::unmodelled, *this, nullptr, offset, value, writing});
    return 0;
  }
};

}  // namespace emulator
