#pragma once
// Endpoint 0: control transfers, one after the other (USB 2.0, 5.5 and 8.5.3).
#include <deque>
#include <functional>
#include <map>

#include "emulator/usb/pipe.hpp"

namespace emulator::usb {

struct ControlReply {
  SetupPacket setup;
  u32 tag = 0;
  Outcome outcome = Outcome::ok;
  std::vector<u8> data;  // what came, or what was sent
};

class ControlPipe final : public Pipe {
 public:
  using Handler = std::function<void(const ControlReply&)>;
  explicit ControlPipe(Bus&);

  // Requests name who asks; the answer goes to that client's handler, if it is still there. Numbers instead of
  // callbacks, so that what is under way can be saved.
  void add_client(u16 client, Handler handler) { clients_[client] = std::move(handler); }
  void remove_client(u16 client) { clients_.erase(client); }
  void request(u16 client, const SetupPacket&, std::vector<u8> data = {}, u32 tag = 0);

  void set_max_packet(u16 size) { max_packet_ = size; }
  u16 max_packet() const { return max_packet_; }
  void abort();  // the device is gone or was reset: nobody hears of what was under way
  void serialize(State&);

  bool wants() const override { return stage_ != Stage::idle && stage_ != Stage::ended; }
  unsigned lead_bits() const override;
  unsigned rest_bits() const override;
  unsigned perform(DevicePort&) override;
  void finish() override;

 private:
  struct Job {
    u16 client = 0;
    u32 tag = 0;
    SetupPacket setup;
    std::vector<u8> data;
    void serialize(State& state) { state(client, tag, setup, data); }
  };
  enum class Stage : u8 { idle, setup, data_in, data_out, status_in, status_out, ended };

  void next();
  void end(Outcome);
  void after_setup();
  bool refused(Handshake, unsigned& bits);
  unsigned perform_in(DevicePort&);
  unsigned perform_out(DevicePort&);
  std::size_t out_size() const;

  std::map<u16, Handler> clients_;
  std::deque<Job> jobs_;
  Stage stage_ = Stage::idle;
  Outcome outcome_ = Outcome::ok;
  u16 max_packet_ = 64;
  bool data1_ = false;
  u32 sent_ = 0;
  std::vector<u8> received_;
  Event timeout_;
};

}  // namespace emulator::usb
