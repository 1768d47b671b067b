#pragma once
// SPI at the level of bits and bytes: a controller and the devices that share a clock net meet on one SpiBus.
// Everything is in the order of the wire: the first bit is the highest, whatever order a controller stores them in.
#include <vector>

#include "emulator/lead.hpp"
#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace emulator {

struct SpiFormat {
  u8 mode = 0;  // CPOL << 1 | CPHA
  bool lsb_first = false;
};

// Is this edge of SCK, to this level, the one at which both sides sample? At the other one they change their bits.
inline bool spi_samples(u8 mode, bool level) {
  const bool leading = level != (mode >> 1 & 1);
  return leading != (mode & 1);
}

// A device as it is in hardware: bits go out while others come in. What it sends exists before the byte is complete.
struct SpiDevice {
  virtual ~SpiDevice() = default;
  virtual bool selected() const = 0;  // its chip select is active
  // The bits that it would put on MISO while these come in. Changes nothing.
  virtual u32 answer(u32 out, unsigned bits) const = 0;
  virtual void shift(bool mosi) = 0;  // a bit has gone each way

  bool miso() const { return answer(0, 1) & 1; }  // the bit that is due
  // Many bits at once: the way of hardware controllers.
  virtual u32 transfer(u32 out, unsigned bits);
};

// A device that takes whole bytes and knows its answer before a byte begins.
class SpiByteDevice : public SpiDevice {
 public:
  // What it sends while the next byte comes in. Asked when the first bit is due, again when it is clocked.
  virtual u8 reply() const = 0;
  virtual void received(u8 byte) = 0;  // and the reply has gone out

  u32 answer(u32 out, unsigned bits) const final;  // bits beyond the present byte: of reply() as it is now
  void shift(bool mosi) final;
  u32 transfer(u32 out, unsigned bits) final;
  void serialize(State& state) { state(bits_, out_, in_); }

 protected:
  void align() { bits_ = 0; }  // chip select has changed: a byte begins

 private:
  u8 bits_ = 0;  // of the present byte that have gone
  u8 out_ = 0, in_ = 0;
};

struct SpiLeads {
  Lead sck = {}, mosi = {}, miso = {};
};

class SpiBus {
 public:
  void attach(SpiDevice& device, const SpiLeads& leads = {}) { devices_.push_back({&device, leads}); }
  void detach(const SpiDevice& device) {
    std::erase_if(devices_, [&](const Entry& e) { return e.device == &device; });
  }
  // So many bits each way. Nobody selected: MISO floats, read as ones. Several: the wired AND of what they send.
  u32 transfer(u32 out, unsigned bits, const SpiFormat&);
  // What transfer() would bring, and whether anybody drives MISO at all.
  u32 answer(u32 out, unsigned bits, const SpiFormat&) const;
  bool selected() const;

 private:
  struct Entry {
    SpiDevice* device;
    SpiLeads leads;
    bool listens() const { return leads.sck.in_place() && device->selected(); }
    u32 hears(u32 out) const { return leads.mosi.in_place() ? out : ~0u; }  // an open input: high, say
    u32 says(u32 in) const { return leads.miso.in_place() ? in : ~0u; }
  };
  std::vector<Entry> devices_;
};

u32 reversed(u32 word, unsigned bits);

}  // namespace emulator
