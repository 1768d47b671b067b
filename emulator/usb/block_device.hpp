#pragma once
// Sectors that are somewhere else: asked for now, there later in virtual time.
//
// Requests are answered in their order, each by one call of on_done, never from within the request itself. Numbers
// (tags) instead of callbacks tell the answers apart, so that what is under way can be saved.
#include <functional>
#include <string>
#include <vector>

#include "emulator/types.hpp"

namespace emulator::usb {

class BlockDevice {
 public:
  struct Result {
    u32 tag = 0;
    std::string error = {};     // a sentence; empty if all went well
    std::vector<u8> data = {};  // what was read
  };
  virtual ~BlockDevice() = default;

  virtual bool present() const = 0;  // there is a medium; the next three are about it
  virtual bool read_only() const = 0;
  virtual u32 sector_size() const = 0;
  virtual u32 sectors() const = 0;

  virtual void read(u32 tag, u32 first, u32 count) = 0;
  virtual void write(u32 tag, u32 first, std::vector<u8> data) = 0;  // whole sectors
  virtual void synchronize(u32 tag) = 0;                             // everything written is on the medium now
  virtual void lock(u32 tag, bool on) = 0;                           // the medium shall not be taken out
  virtual void eject(u32 tag) = 0;

  std::function<void(const Result&)> on_done;
  std::function<void()> on_change;  // a medium came, went, or is another one
};

}  // namespace emulator::usb
