#include "cpu/unicorn/accesses.hpp"

#include <cstring>
#include <stdexcept>

namespace cpu::unicorn {

Accesses::Accesses(uc_engine* uc, ir::Guest& guest, Bus& bus) : map(uc, bus), guest_(guest), bus_(bus) {
  uc_hook hook;
  check(uc_hook_add(uc, &hook, UC_HOOK_MEM_READ, reinterpret_cast<void*>(on_load), this, 1, 0), "watch loads");
  check(uc_hook_add(uc, &hook, UC_HOOK_MEM_WRITE, reinterpret_cast<void*>(on_store), this, 1, 0), "watch stores");
  check(uc_hook_add(uc, &hook, UC_HOOK_MEM_WRITE_PROT, reinterpret_cast<void*>(allow), this, 1, 0), "watch stores");
}

void Accesses::begin() {
  stores_.clear();
  misaligned_.reset();
  faulted_ = false;
}

void Accesses::on_load(uc_engine*, uc_mem_type, u64 address, int width, i64, void* self) {
  static_cast<Accesses*>(self)->load(static_cast<u32>(address), static_cast<unsigned>(width));
}

void Accesses::load(u32 address, unsigned width) {
  if (address & (width - 1)) {
    if (!misaligned_) misaligned_ = {address, width, false};
    return;
  }
  if (bus_.read_pages()[address >> Bus::page_bits]) return;
  map.answer = 0;
  if (faulted_ || failure) return;
  try {
    faulted_ = !guest_.load(address, width, map.answer);
  } catch (...) {  // not through Unicorn, which is C
    failure = std::current_exception();
  }
  if (u8* host = map.host(address); host && !faulted_) std::memcpy(host, &map.answer, width);
}

void Accesses::on_store(uc_engine*, uc_mem_type, u64 wide_address, int width, i64 value, void* self) {
  auto& a = *static_cast<Accesses*>(self);
  const auto address = static_cast<u32>(wide_address);
  const auto bytes = static_cast<u32>(width);
  if (address & (bytes - 1)) {
    if (!a.misaligned_) a.misaligned_ = {address, bytes, true};
    return;
  }
  Store store{address, bytes, static_cast<u32>(value), a.map.host(address), 0};
  if (store.host) std::memcpy(&store.old, store.host, bytes);
  a.stores_.push_back(store);
}

bool Accesses::finish() {
  for (auto s = stores_.rbegin(); s != stores_.rend(); ++s)
    if (s->host) std::memcpy(s->host, &s->old, s->width);
  if (misaligned_) {
    u32 value = 0;
    const auto [address, width, storing] = *misaligned_;
    if (storing ? guest_.store(address, width, 0) : guest_.load(address, width, value))
      throw std::logic_error("Unicorn refused a misaligned access that the core would make");
    return false;
  }
  if (faulted_) return false;
  for (const Store& s : stores_)
    if (!perform(s)) return false;
  return true;
}

bool Accesses::perform(const Store& s) {
  const u32 value = s.width == 4 ? s.value : s.value & ((1u << 8 * s.width) - 1);
  const std::uintptr_t bias = bus_.write_pages()[s.address >> Bus::page_bits];
  if (!bias) return guest_.store(s.address, s.width, value);
  std::memcpy(reinterpret_cast<void*>(bias + s.address), &value, s.width);
  return true;
}

}  // namespace cpu::unicorn
