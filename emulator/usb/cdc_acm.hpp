#pragma once
// A serial port over USB (PSTN 1.2, abstract control model), bound to a console.
//
// What the console is given goes out packet by packet, as fast as the device takes it; a packet is taken from the
// console when the one before has arrived. What the device sends is fetched while the port is opened (DTR); otherwise
// it stays in the device. A held console stops the whole machine, not the bus: a slow reader changes nothing on the
// board.
#include "emulator/usb/cdc.hpp"
#include "emulator/usb/class_driver.hpp"
#include "emulator/usb/console_set.hpp"

namespace emulator::usb {

class CdcAcm final : public ClassDriver {
 public:
  static DriverFactory factory(ConsoleSet&);
  ~CdcAcm() override;
  std::string_view name() const override { return "CDC-ACM"; }
  void start() override;
  void serialize(State&) override;
  Console& console() { return port_.console; }

 private:
  CdcAcm(const DriverContext&, const Interface& data, u8 capabilities, ConsoleSet::Port&);
  void answered(const ControlReply&) override;
  void halt_cleared(u8 endpoint, Outcome) override;
  void set_lines(const HostLines&);
  void set_format(const SerialFormat&);
  void receive();
  void received(Outcome);
  void send();
  void sent(Outcome);
  void notified(Outcome);
  void notice();
  void trouble(DataPipe&, Outcome);
  void resend();
  void go_on();

  ConsoleSet::Port& port_;
  u8 capabilities_;
  std::unique_ptr<DataPipe> in_, out_, notification_;
  bool started_ = false;  // the device has heard of the lines: data may follow
  bool unsent_ = false;   // the packet in out_ did not arrive
  HostLines lines_;       // asked for last
  SerialFormat format_;
  std::vector<u8> notice_;  // the part of a notification that has come
  Event again_;
};

}  // namespace emulator::usb
