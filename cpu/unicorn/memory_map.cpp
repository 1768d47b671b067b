#include "cpu/unicorn/memory_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace cpu::unicorn {

namespace {

constexpr u64 address_space = u64{1} << 32;
constexpr u32 page_start(u32 address) { return address & ~(Bus::page_size - 1); }

u64 read_answer(uc_engine*, u64, unsigned, void* map) { return static_cast<MemoryMap*>(map)->answer; }
void ignore_write(uc_engine*, u64, unsigned, u64, void*) {}

}  // namespace

void check(uc_err error, std::string_view what) {
  if (error != UC_ERR_OK) throw std::runtime_error(fmt::format("Unicorn cannot {}: {}", what, uc_strerror(error)));
}

u8* MemoryMap::partial_page(u32 base) {
  const auto known = std::ranges::find(partial_, base, &PartialPage::base);
  if (known != partial_.end()) return known->bytes.get();
  partial_.push_back({base, std::make_unique<u8[]>(Bus::page_size)});
  return partial_.back().bytes.get();
}

// Whole pages of memory, and pages of ours around their ends, in order of address, with the wide device in between.
std::vector<MemoryMap::Stretch> MemoryMap::wanted() {
  std::vector<Stretch> memory, all;
  const auto add_partial = [&](u32 base) {
    if (memory.empty() || memory.back().base != base) memory.push_back({base, Bus::page_size, partial_page(base)});
  };
  bus_.each_memory([&](u32 base, u32 size) {
    const u64 end = u64{base} + size;
    const u64 first = (u64{base} + Bus::page_size - 1) & ~u64{Bus::page_size - 1};
    const u64 last = end & ~u64{Bus::page_size - 1};
    if (first > last) return add_partial(page_start(base));  // within one page
    if (first != base) add_partial(page_start(base));
    if (first < last) {
      // Unicorn wants a pointer it could write through; it never may (accesses.cpp).
      u8* bytes = const_cast<u8*>(bus_.fetch(static_cast<u32>(first), Bus::page_size).data());
      memory.push_back({static_cast<u32>(first), last - first, bytes});
    }
    if (last != end) add_partial(static_cast<u32>(last));
  });
  u64 at = 0;
  for (const Stretch& m : memory) {
    if (at < m.base) all.push_back({static_cast<u32>(at), m.base - at, nullptr});
    all.push_back(m);
    at = m.base + m.size;
  }
  if (at < address_space) all.push_back({static_cast<u32>(at), address_space - at, nullptr});
  return all;
}

void MemoryMap::update() {
  u32 regions = 0;
  bus_.each_memory([&](u32, u32) { ++regions; });
  if (!map_.empty() && regions == regions_) return;
  for (const Stretch& s : map_) check(uc_mem_unmap(uc_, s.base, s.size), "take memory away");
  regions_ = regions;
  map_ = wanted();
  for (const Stretch& s : map_)
    check(s.bytes ? uc_mem_map_ptr(uc_, s.base, s.size, UC_PROT_READ | UC_PROT_EXEC, s.bytes)
                  : uc_mmio_map(uc_, s.base, s.size, read_answer, this, ignore_write, nullptr),
          fmt::format("map {:#010x}", s.base));
}

u8* MemoryMap::host(u32 address) const {
  const auto after = std::ranges::upper_bound(map_, address, {}, &Stretch::base);
  const Stretch& s = *std::prev(after);
  return s.bytes ? s.bytes + (address - s.base) : nullptr;
}

void MemoryMap::show_code(u32 pc) {
  if (partial_.empty()) return;
  const auto page = std::ranges::find(partial_, page_start(pc), &PartialPage::base);
  if (page == partial_.end()) return;
  bool differs = false;
  bus_.each_memory([&](u32 base, u32 size) {
    const u64 from = std::max<u64>(base, page->base), to = std::min<u64>(u64{base} + size, page->base + Bus::page_size);
    if (from >= to) return;
    const auto bytes = bus_.fetch(static_cast<u32>(from), static_cast<u32>(to - from));
    u8* shown = page->bytes.get() + (from - page->base);
    differs |= std::memcmp(shown, bytes.data(), bytes.size()) != 0;
    std::memcpy(shown, bytes.data(), bytes.size());
  });
  if (differs) uc_ctl_remove_cache(uc_, page->base, u64{page->base} + Bus::page_size);
}

}  // namespace cpu::unicorn
