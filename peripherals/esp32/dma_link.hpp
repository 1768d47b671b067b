#pragma once
// Linked lists of descriptors, by which peripherals fetch and store bytes on their own. ESP32 Technical Reference
// Manual, chapter "DMA Controller", "Linked List". A descriptor is three words: size[11:0] length[23:12] eof[30]
// owner[31], the buffer's address, the next descriptor's address (0: none). Registers give the first one's lower 20
// bits; the upper ones are 0x3ff.
// In doubt: a descriptor that the processor owns is taken all the same, unless `check_owner` was set.
#include <functional>
#include <span>

#include "emulator/bus.hpp"
#include "emulator/state.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

// What happened, to be told by the peripheral in bits of its own.
enum class LinkEvent : u8 {
  done,       // a descriptor is through
  eof,        // one that ends a packet
  total_eof,  // the last one of the list
  error,      // there is no memory at that address, or the processor owns it
  empty,      // in only: bytes came, and no descriptor was left
};

class DmaLink {
 public:
  DmaLink(Bus& bus, std::function<void(LinkEvent)> event) : bus_(bus), event_(std::move(event)) {}

  void start(u32 low_address);
  void restart();  // where the list was at its end: has its next pointer been set meanwhile?
  void stop() { active_ = false; }
  void reset();
  bool active() const { return active_; }
  bool check_owner = false;

  u32 descriptor() const { return at_; }  // the one in work, or last in work
  u32 buffer() const { return buffer_; }
  u32 next() const { return next_; }
  u32 eof_descriptor() const { return eof_at_; }

  void serialize(State&);

 protected:
  bool load(u32 address);
  void follow();  // the next descriptor, if there is one
  u32 size() const { return word_ & 0xfff; }
  u32 length() const { return word_ >> 12 & 0xfff; }
  bool eof() const { return word_ >> 30 & 1; }
  void tell(LinkEvent e) { event_(e); }

  Bus& bus_;
  std::function<void(LinkEvent)> event_;
  bool active_ = false;
  u32 at_ = 0, word_ = 0, buffer_ = 0, next_ = 0, eof_at_ = 0;
  u32 done_ = 0;  // bytes of the buffer
};

// From memory.
class OutLink final : public DmaLink {
 public:
  using DmaLink::DmaLink;
  // How many were there. Gives the descriptor back to the processor if `write_back`.
  std::size_t take(std::span<u8> bytes);
  bool write_back = false;
};

// To memory.
class InLink final : public DmaLink {
 public:
  using DmaLink::DmaLink;
  void put(std::span<const u8> bytes);
  void finish();  // the packet is over

 private:
  void give_back(bool ends);
};

}  // namespace esp32
