#pragma once
// One end of the cable's traffic: what the host wants of one endpoint. The bus asks its pipes for transactions.
#include <functional>
#include <vector>

#include "emulator/time.hpp"
#include "emulator/usb/device_port.hpp"
#include "emulator/usb/standard.hpp"

namespace emulator::usb {

class Bus;

// Bit times at 12 Mbit/s. Packets as USB 2.0, 8.4: sync 8, PID 8, end of packet 3; a token and a frame number have 16
// bits more, data two bytes of CRC. Packets of one transaction are 4 bit times apart, transactions likewise (7.1.18
// allows 2 to 7.5). Bit stuffing is left out: it would add a sixth at worst.
namespace bit_time {
inline constexpr Clock clock{12'000'000};
inline constexpr unsigned frame = 12'000, gap = 4, token = 35, handshake = 19, timeout = 18;
constexpr unsigned data(std::size_t bytes) { return 35 + 8 * static_cast<unsigned>(bytes); }
inline constexpr unsigned end_of_frame = 32;  // 11.2.5: nothing may still be on the bus then (EOF1)
}  // namespace bit_time

class Pipe {
 public:
  // key: the endpoint's number, with bit 7 for IN; interval: in frames, 0 for control and bulk.
  Pipe(Bus&, u8 key, unsigned interval);
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  virtual ~Pipe();

  u8 key() const { return key_; }
  unsigned interval() const { return interval_; }

  // --- for the bus ---
  virtual bool wants() const = 0;             // has a transaction to do
  virtual unsigned lead_bits() const = 0;     // what the host sends before the device has decided
  virtual unsigned rest_bits() const = 0;     // what follows, at most
  virtual unsigned perform(DevicePort&) = 0;  // the transaction; tells how many bit times really followed
  virtual void finish() = 0;                  // called when those are over: tells the owner if the transfer has ended

  // After NAK nothing is asked again until the device hints that something has changed.
  bool waiting() const { return waiting_; }
  void stop_waiting() { waiting_ = false; }
  bool due = false;  // an interrupt pipe's turn has come in this frame

 protected:
  void serialize_base(State& state) { state(waiting_, due, errors_); }
  // Counts what went wrong on the wire; true: that was the third time, give up (USB 2.0, 10.2.6).
  bool failed_again() { return ++errors_ >= 3; }
  void answered() { errors_ = 0; }
  void wait() { waiting_ = true; }
  void begin();  // a transfer is there: the bus may ask

  Bus& bus_;

 private:
  u8 key_;
  unsigned interval_;
  bool waiting_ = false;
  u8 errors_ = 0;
};

// Bulk and interrupt, one direction.
class DataPipe final : public Pipe {
 public:
  using Done = std::function<void(Outcome)>;
  DataPipe(Bus&, u8 address, u16 max_packet, unsigned interval, Done done);

  bool in() const { return key() & 0x80; }
  u16 max_packet() const { return max_packet_; }
  bool busy() const { return busy_; }
  // IN: until `length` bytes have come or a packet is short. OUT: all of it, then an empty packet if it is asked for
  // and the last one was full.
  void read(std::size_t length);
  void write(std::vector<u8> data, bool end_with_short_packet = false);
  const std::vector<u8>& data() const { return data_; }  // what came; what is to be sent
  void cancel() { busy_ = ended_ = false; }
  void reset_toggle() { data1_ = false; }  // CLEAR_FEATURE(ENDPOINT_HALT) and SET_CONFIGURATION: 9.4.5
  void serialize(State&);

  bool wants() const override { return busy_ && !ended_; }
  unsigned lead_bits() const override;
  unsigned rest_bits() const override;
  unsigned perform(DevicePort&) override;
  void finish() override;

 private:
  std::size_t next_size() const;
  unsigned perform_in(DevicePort&);
  unsigned perform_out(DevicePort&);
  void end(Outcome);

  u16 max_packet_;
  Done done_;
  bool busy_ = false, data1_ = false, short_packet_ = false, ended_ = false;
  Outcome outcome_ = Outcome::ok;
  u32 length_ = 0, sent_ = 0;
  std::vector<u8> data_;
};

}  // namespace emulator::usb
