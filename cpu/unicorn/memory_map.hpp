#pragma once
// The bus's address space as Unicorn maps it: memory as it lies in the host, all the rest as one wide device.
// Unicorn maps pages of 4 KiB. Where memory fills a page only in part, Unicorn gets a page of ours that shows it.
#include <unicorn/unicorn.h>

#include <memory>
#include <vector>

#include "emulator/bus.hpp"

namespace cpu::unicorn {

using namespace emulator;

// Throws where Unicorn refuses: "Unicorn cannot open a core: ...".
void check(uc_err, std::string_view what);

class MemoryMap {
 public:
  MemoryMap(uc_engine* uc, const Bus& bus) : uc_(uc), bus_(bus) {}

  // What a load outside of memory gives. Set before Unicorn makes it.
  u32 answer = 0;

  void update();                // the bus may have got more memory
  u8* host(u32 address) const;  // where Unicorn keeps the byte; null: with the wide device
  void show_code(u32 pc);       // brings a page of ours up to date before code in it is run

 private:
  struct Stretch {
    u32 base;
    u64 size;
    u8* bytes;  // null: the wide device
  };
  struct PartialPage {
    u32 base;
    std::unique_ptr<u8[]> bytes;
  };

  std::vector<Stretch> wanted();
  u8* partial_page(u32 base);

  uc_engine* uc_;
  const Bus& bus_;
  std::vector<Stretch> map_;
  std::vector<PartialPage> partial_;
  u32 regions_ = 0;
};

}  // namespace cpu::unicorn
