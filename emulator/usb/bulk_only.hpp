#pragma once
// How SCSI commands travel: a command block wrapper, data, a status wrapper (USB Mass Storage Class, Bulk-Only
// Transport 1.0).
#include "emulator/usb/class_driver.hpp"

namespace emulator::usb {

class BulkOnly : public ClassDriver {
 public:
  void serialize(State&) override;

 protected:
  enum class Status : u8 {
    passed,
    failed,  // REQUEST SENSE tells why
    broken,  // the transport went wrong and was reset
  };
  explicit BulkOnly(const DriverContext&);
  static bool fits(const Interface&);
  bool idle() const { return stage_ == Stage::idle; }
  void ask_max_lun();
  virtual void max_lun(u8 last) = 0;
  // One at a time. Data to the device is `data`; data from it is at most `length`.
  void execute(u8 lun, const std::vector<u8>& command, u32 length, std::vector<u8> data = {});
  virtual void executed(Status, const std::vector<u8>& data) = 0;

 private:
  enum class Stage : u8 { idle, max_lun, command, data_in, data_out, status, resetting };
  void sent(Outcome);
  void received(Outcome);
  void data_over();
  void status_came();
  void end(Status);
  void recover();
  void answered(const ControlReply&) override;
  void halt_cleared(u8 endpoint, Outcome) override;

  std::unique_ptr<DataPipe> in_, out_;
  Stage stage_ = Stage::idle;
  u32 tag_ = 0, length_ = 0;
  std::vector<u8> data_;
  bool status_stalled_ = false;
  Event timeout_;
};

}  // namespace emulator::usb
