#include "peripherals/parts/serial_port.hpp"

#include <utility>

#include "peripherals/parts/usb_serial.hpp"

namespace parts {

namespace {
constexpr double drive_ohms = 100;
}

SerialPort::SerialPort(emulator::Machine& machine, const std::string& name, double volts, emulator::u32 baud,
                       std::function<void(emulator::u8)> heard)
    : rx(name + ".RX"),
      tx(name + ".TX"),
      machine_(machine),
      heard_(std::move(heard)),
      sent_(machine.scheduler, name + ".sent", [this] { sent(); }) {
  format_.baud = baud;
  tx.drive(volts, drive_ohms);  // the line idles high
}

SerialPort::~SerialPort() {
  if (from_) from_->stop_listening(listening_);
}

void SerialPort::join() {
  if (tx.net()) to_ = &machine_.circuit.serial(*tx.net()), wire_ = tx;
  if (!rx.net()) return;
  from_ = &machine_.circuit.serial(*rx.net());
  listening_ = from_->listen(
      [this](const emulator::SerialFrame& frame) {
        if (frame.format == format_ && !frame.is_break) return heard_(frame.byte);
        if (const auto byte = misread(frame, format_)) heard_(*byte);
      },
      rx);
}

void SerialPort::send(const std::vector<emulator::u8>& bytes) {
  out_.insert(out_.end(), bytes.begin(), bytes.end());
  if (!out_.empty() && !sent_.pending()) sent_.after(format_.frame());
}

void SerialPort::sent() {
  const emulator::u8 byte = out_.front();
  out_.pop_front();
  if (!out_.empty()) sent_.after(format_.frame());
  if (to_ && wire_.in_place()) to_->send({byte, false, format_});
}

void SerialPort::clear() {
  out_.clear();
  sent_.cancel();
}

void SerialPort::serialize(emulator::State& state) { state(out_, sent_); }

}  // namespace parts
