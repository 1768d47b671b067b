#include "emulator/bus.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace emulator {

namespace {

constexpr std::size_t page_count = std::size_t{1} << (32 - Bus::page_bits);

// One word per page of the whole address space; the host gives memory only to the parts that are touched.
std::uintptr_t* page_table() {
  void* p = mmap(nullptr, page_count * sizeof(std::uintptr_t), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) throw std::bad_alloc{};
  return static_cast<std::uintptr_t*>(p);
}

u32 load(const u8* from, unsigned width) {
  u32 value = 0;
  std::memcpy(&value, from, width);
  return value;
}

constexpr u32 lanes(u32 address, unsigned width) {
  return (width == 4 ? ~0u : (1u << 8 * width) - 1) << 8 * (address & 3);
}

constexpr bool overlap(u32 a, u32 a_size, u32 b, u32 b_size) { return a - b < b_size || b - a < a_size; }

}  // namespace

Memory::Memory(std::string name, std::size_t size, u8 fill)
    : name_(std::move(name)),
      storage_(lines_of(size) + size, fill),
      bytes_(std::span{storage_}.subspan(lines_of(size))) {
  std::fill_n(storage_.begin(), lines_of(size), u8{0});
}

Memory::~Memory() {
  while (!mappings_.empty()) mappings_.back().bus->lose(*this);
}

Bus::Bus()
    : read_pages_(page_table()),
      write_pages_(page_table()),
      word_read_pages_(read_pages_),
      word_write_pages_(write_pages_) {}

Bus::~Bus() {
  for (const Region& r : regions_)
    if (r.memory) std::erase_if(r.memory->mappings_, [this](const Memory::Mapping& m) { return m.bus == this; });
  for (std::uintptr_t* pages : {read_pages_, write_pages_}) munmap(pages, page_count * sizeof *pages);
  if (words_size_)
    for (std::uintptr_t* pages : {word_read_pages_, word_write_pages_}) munmap(pages, page_count * sizeof *pages);
}

// In front of every device access, so in line.
[[gnu::always_inline]] inline const Bus::Region* Bus::find(u32 address) const {
  const Region*& recent = recent_[(address >> page_bits) % recent_.size()];
  if (recent && address - recent->base < recent->size) [[likely]]
    return recent;
  const Region* found = search(address);
  if (found) recent = found;
  return found;
}

void Bus::map_ram(u32 base, Memory& memory, u32 offset, u32 size) {
  if (!size) size = memory.size() - offset;
  add({.base = base, .size = size, .memory = &memory, .offset = offset, .writable = true});
}

void Bus::map_rom(u32 base, Memory& memory, StoreHandler* stores, u32 offset, u32 size, bool slow) {
  if (!size) size = memory.size() - offset;
  add({.base = base, .size = size, .memory = &memory, .offset = offset, .stores = stores, .slow = slow});
}

void Bus::map(u32 base, u32 size, Device& device, Narrow narrow) {
  add({.base = base, .size = size, .device = &device, .narrow = narrow});
}

void Bus::map_alias(u32 base, u32 size, u32 target) {
  const Region* region = find(target);
  if (!region || target - region->base + size > region->size)
    throw std::logic_error(
        fmt::format("the alias at {:#010x} has no single device or memory at {:#010x}", base, target));
  Region alias = *region;
  const u32 into = target - region->base;
  alias.base = base;
  alias.size = size;
  (alias.memory ? alias.offset : alias.device_offset) += into;
  add(alias);
}

void Bus::words_only(u32 base, u32 size) {
  word_read_pages_ = page_table();
  word_write_pages_ = page_table();
  words_base_ = base;
  words_size_ = size;
  for (const Region& r : regions_)
    for (u32 page = r.base >> page_bits; page <= (r.base + r.size - 1) >> page_bits; ++page) refresh(page);
}

void Bus::add(Region region) {
  for (const Region& other : regions_)
    if (overlap(region.base, region.size, other.base, other.size))
      throw std::logic_error(fmt::format("{:#010x} is mapped twice", std::max(region.base, other.base)));
  regions_.insert(std::ranges::lower_bound(regions_, region.base, {}, &Region::base), region);
  recent_ = {};
  if (!region.memory) return;
  if (!code_pages_.empty())  // where nothing was yet, perhaps
    for (auto& hear : on_code_changed) hear(region.base, region.size);
  show(region);
}

// Memory has appeared in a region.
void Bus::show(const Region& region) {
  region.memory->mappings_.push_back({this, region.base, region.offset, region.size});
  for (u32 page = region.base >> page_bits; page <= (region.base + region.size - 1) >> page_bits; ++page) refresh(page);
  if (region.writable) refresh_window();
}

void Bus::remap(u32 base, u32 size, Memory* memory, u32 offset, bool writable) {
  const auto at = std::ranges::lower_bound(regions_, base, {}, &Region::base);
  const bool there = at != regions_.end() && at->base == base && at->size == size && at->memory;
  const Region region{.base = base, .size = size, .memory = memory, .offset = offset, .writable = writable};
  if (there ? at->memory == memory && at->offset == offset && at->writable == writable : !memory) return;
  for (auto& hear : on_code_changed) hear(base, size);
  if (!there) return add(region);
  auto& mappings = at->memory->mappings_;
  const auto mine = [&](const Memory::Mapping& m) { return m.bus == this && m.base == base; };
  mappings.erase(std::ranges::find_if(mappings, mine));
  const bool was_writable = at->writable;
  if (memory) {
    *at = region;
    show(region);
  } else {
    regions_.erase(at);
    recent_ = {};
    for (u32 page = base >> page_bits; page <= (base + size - 1) >> page_bits; ++page) refresh(page);
  }
  if (was_writable) refresh_window();
}

// A memory goes before the bus does.
void Bus::lose(const Memory& memory) {
  for (auto& m : regions_)
    if (m.memory == &memory)
      for (u32 page = m.base >> page_bits; page <= (m.base + m.size - 1) >> page_bits; ++page)
        read_pages_[page] = write_pages_[page] = word_read_pages_[page] = word_write_pages_[page] = 0;
  auto& mappings = const_cast<Memory&>(memory).mappings_;
  std::erase_if(mappings, [this](const Memory::Mapping& m) { return m.bus == this; });
  std::erase_if(regions_, [&](const Region& r) { return r.memory == &memory; });
  recent_ = {};
  refresh_window();
}

// While code from this RAM is translated, or a debugger watches something, accesses go by the pages.
void Bus::refresh_window() {
  const Region* best = nullptr;
  for (const Region& r : regions_)
    if (r.writable && (!best || r.size > best->size)) best = &r;
  window_ = {};
  window_memory_ = best ? best->memory : nullptr;
  cached_.let_loads_pass(watchpoints_.empty());
  if (!best || !watchpoints_.empty()) return;
  window_.base = best->base;
  window_.bias = reinterpret_cast<std::uintptr_t>(best->memory->bytes_.data()) + best->offset - best->base;
  window_.readable = {best->size, best->size / 2, best->size / 4};
  bool code = false;
  for (u32 at = 0; at < best->memory->size() && !code; at += page_size) code = holds_code(*best->memory, at);
  if (best->offset % Memory::line_size == 0)
    window_.code_lines = best->memory->code_lines() + best->offset / Memory::line_size;
  if (!code) window_.writable = window_.readable;
}

const Bus::Region* Bus::search(u32 address) const {
  auto it = std::ranges::upper_bound(regions_, address, {}, &Region::base);
  if (it == regions_.begin()) return nullptr;
  --it;
  return address - it->base < it->size ? &*it : nullptr;
}

// Decides whether loads and stores to this page may go directly to host memory.
void Bus::refresh(u32 page) {
  const u32 address = page << page_bits;
  const Region* r = find(address);
  read_pages_[page] = write_pages_[page] = word_read_pages_[page] = word_write_pages_[page] = 0;
  if (!r || !r->memory || address - r->base + page_size > r->size || r->slow || watched(page)) return;
  const auto bias = reinterpret_cast<std::uintptr_t>(r->memory->bytes_.data()) + r->offset - r->base;
  const bool writable = r->writable && !holds_code(*r->memory, address - r->base + r->offset);
  word_read_pages_[page] = bias;
  word_write_pages_[page] = writable ? bias : 0;
  if (words_only(address)) return;
  read_pages_[page] = bias;
  write_pages_[page] = word_write_pages_[page];
}

// Is code known at this stretch of a memory, through whichever of its mappings?
bool Bus::holds_code(const Memory& memory, u32 start) {
  for (const auto& m : memory.mappings_) {
    if (m.bus->code_pages_.empty() || !overlap(start, page_size, m.offset, m.size)) continue;
    const u32 first = (m.base + (std::max(start, m.offset) - m.offset)) >> page_bits;
    const u32 last = (m.base + (std::min(start + page_size, m.offset + m.size) - 1 - m.offset)) >> page_bits;
    for (u32 page = first; page <= last; ++page)
      if (m.bus->code_pages_.contains(page)) return true;
  }
  return false;
}

bool Bus::read(u32 address, unsigned width, u32& value, u32* wait) {
  const Region* r = find(address);
  if (!r || address - r->base + width > r->size || (width != 4 && words_only(address))) return false;
  if (!watchpoints_.empty()) report_watch(address, width, Watch::read);
  if (r->memory) {
    if (r->slow) {
      const u32 waited = r->stores->wait(address - r->base);
      if (wait) *wait = waited;
    }
    value = load(r->memory->bytes_.data() + r->offset + (address - r->base), width);
    return true;
  }
  if (width != 4 && r->narrow == Narrow::refuse) return false;
  const u32 word = r->device->read((address - r->base + r->device_offset) & ~3u);
  value = (word & lanes(address, width)) >> 8 * (address & 3);
  return true;
}

bool Bus::write(u32 address, unsigned width, u32 value) {
  const Region* r = find(address);
  if (!r || address - r->base + width > r->size || (width != 4 && words_only(address))) return false;
  if (!watchpoints_.empty()) report_watch(address, width, Watch::write);
  if (r->memory) {
    if (r->stores) return r->stores->store(address - r->base, value, width);
    if (!r->writable) return false;
    const u32 at = r->offset + (address - r->base);
    std::memcpy(r->memory->bytes_.data() + at, &value, width);
    if (r->memory->code_lines()[at >> Memory::line_bits]) changed(*r->memory, at, width);
    return true;
  }
  const u32 offset = (address - r->base + r->device_offset) & ~3u;
  if (width != 4) {
    const u32 mask = lanes(address, width);
    switch (r->narrow) {
      case Narrow::refuse: return false;
      case Narrow::lanes: value = (r->device->peek(offset) & ~mask) | (value << 8 * (address & 3) & mask); break;
      case Narrow::replicate:
        value = width == 1 ? (value & 0xff) * 0x0101'0101u : (value & 0xffff) * 0x0001'0001u;
        break;
    }
  }
  r->device->write(offset, value);
  return true;
}

bool Bus::peek(u32 address, std::span<u8> bytes) const {
  for (u8& byte : bytes) {
    const Region* r = find(address);
    if (!r) return false;
    if (r->memory)
      byte = r->memory->bytes_[r->offset + (address - r->base)];
    else
      byte = static_cast<u8>(r->device->peek((address - r->base + r->device_offset) & ~3u) >> 8 * (address & 3));
    ++address;
  }
  return true;
}

bool Bus::poke(u32 address, std::span<const u8> bytes) {
  for (u8 byte : bytes) {
    const Region* r = find(address);
    if (!r || !r->memory) return false;
    const u32 at = r->offset + (address - r->base);
    r->memory->bytes_[at] = byte;
    changed(*r->memory, at, 1);
    ++address;
  }
  return true;
}

Device* Bus::device_at(u32 address, u32& offset) const {
  const Region* r = find(address);
  if (!r || !r->device) return nullptr;
  offset = (address - r->base + r->device_offset) & ~3u;
  return r->device;
}

std::vector<Bus::Mapped> Bus::mapped() const {
  std::vector<Mapped> all;
  for (const Region& r : regions_) all.push_back({r.base, r.size, r.memory, r.writable});
  return all;
}

void Bus::changed(const Memory& memory, u32 offset, u32 size) {
  if (!size) return;
  for (const auto& m : memory.mappings_) {
    if (m.bus->code_pages_.empty()) continue;
    const u32 from = std::max(offset, m.offset), to = std::min(offset + size, m.offset + m.size);
    if (from < to)
      for (auto& hear : m.bus->on_code_changed) hear(m.base + (from - m.offset), to - from);
  }
}

void Bus::watch_code(u32 address, u64 lines) {
  count_lines(address, lines, true);
  unsigned& watched = code_pages_[address >> page_bits];
  const bool first = watched == 0;
  watched += static_cast<unsigned>(std::popcount(lines));
  if (first) refresh_mappings_of(address);
}

void Bus::forget_code(u32 address, u64 lines) {
  count_lines(address, lines, false);
  const auto at = code_pages_.find(address >> page_bits);
  if (at == code_pages_.end() || (at->second -= static_cast<unsigned>(std::popcount(lines)))) return;
  code_pages_.erase(at);
  refresh_mappings_of(address);
}

// In the memory that is there.
void Bus::count_lines(u32 address, u64 lines, bool more) {
  const u32 page_start = address & ~(page_size - 1);
  for (; lines; lines &= lines - 1) {
    const u32 line = page_start + Memory::line_size * static_cast<u32>(std::countr_zero(lines));
    const u32 last = line + (Memory::line_size - 1);
    for (const Region& r : regions_) {
      if (!r.memory || !overlap(line, Memory::line_size, r.base, r.size)) continue;
      const u32 from = r.offset + (std::max(line, r.base) - r.base);
      const u32 to = r.offset + (std::min(last, r.base + (r.size - 1)) - r.base);
      u8* const counts = r.memory->code_lines();
      for (u32 n = from >> Memory::line_bits; n <= to >> Memory::line_bits; ++n)
        counts[n] = static_cast<u8>(more ? counts[n] + 1 : counts[n] - (counts[n] > 0));
    }
  }
}

// Every page through which the memory at this page can be stored to, on whichever bus.
void Bus::refresh_mappings_of(u32 address) {
  const u32 page_start = address & ~(page_size - 1);
  for (const Region& r : regions_) {
    if (!r.memory || !overlap(page_start, page_size, r.base, r.size)) continue;
    const u32 from = r.offset + (std::max(page_start, r.base) - r.base);
    const u32 to = r.offset + (std::min(page_start + (page_size - 1), r.base + (r.size - 1)) - r.base);
    const Bus* seen = nullptr;
    for (const auto& m : r.memory->mappings_) {
      if (!overlap(from, to - from + 1, m.offset, m.size)) continue;
      const u32 first = m.base + (std::max(from, m.offset) - m.offset),
                last = m.base + (std::min(to, m.offset + m.size - 1) - m.offset);
      for (u32 page = first >> page_bits; page <= last >> page_bits; ++page) m.bus->refresh(page);
      if (std::exchange(seen, m.bus) != m.bus && m.bus->window_memory_ == r.memory) m.bus->refresh_window();
    }
  }
}

bool Bus::constant(u32 address) const {
  const Region* r = find(address);
  return r && r->memory && !r->writable && !watched(address >> page_bits);
}

std::span<const u8> Bus::fetch(u32 address, u32 size) const {
  const Region* r = find(address);
  if (!r || !r->memory) return {};
  const u32 into = address - r->base;
  return std::span{r->memory->bytes_}.subspan(r->offset + into, std::min(size, r->size - into));
}

void Bus::watch(u32 address, u32 size, Watch kind) {
  watchpoints_.push_back({address, size, kind});
  refresh_window();
  for (u32 page = address >> page_bits; page <= (address + size - 1) >> page_bits; ++page) refresh(page);
  forget_constants(address);
}

void Bus::unwatch(u32 address, u32 size, Watch kind) {
  const auto at = std::ranges::find_if(
      watchpoints_, [&](const Watchpoint& w) { return w.address == address && w.size == size && w.kind == kind; });
  if (at == watchpoints_.end()) return;
  watchpoints_.erase(at);
  refresh_window();
  for (u32 page = address >> page_bits; page <= (address + size - 1) >> page_bits; ++page) refresh(page);
  forget_constants(address);
}

bool Bus::watched(u32 page) const {
  return std::ranges::any_of(
      watchpoints_, [&](const Watchpoint& w) { return overlap(w.address, w.size, page << page_bits, page_size); });
}

// Code was translated with what it reads from here: that code is made anew.
void Bus::forget_constants(u32 address) {
  if (const Region* r = find(address); r && r->memory && !r->writable) changed(*r->memory, 0, r->memory->size());
}

bool Bus::watches(u32 address, u32 size, Watch kind) const {
  return std::ranges::any_of(watchpoints_, [&](const Watchpoint& w) {
    return static_cast<u8>(w.kind) & static_cast<u8>(kind) && overlap(address, size, w.address, w.size);
  });
}

void Bus::report_watch(u32 address, unsigned width, Watch kind) {
  if (on_watch && watches(address, width, kind)) on_watch(address, width, kind == Watch::write);
}

}  // namespace emulator
