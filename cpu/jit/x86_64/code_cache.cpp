#include "cpu/jit/x86_64/code_cache.hpp"

#include <cpuid.h>
#include <sys/mman.h>

#include <cstring>
#include <stdexcept>

namespace cpu::jit {

// A word per address of the whole address space; the host gives memory only to the parts that are touched.
CodeCache::CodeCache(std::size_t bytes, unsigned code_alignment) : size_(bytes), shift_(code_alignment - 1) {
  using enum asmjit::VirtMem::MemoryFlags;
  void* table =
      mmap(nullptr, table_bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (table == MAP_FAILED)
    throw std::runtime_error(
        "the jit engine needs 8 to 32 GiB of address space for a core (ulimit -v): choose --engine interpreter");
  entries_ = static_cast<u32*>(table);
  if (asmjit::VirtMem::allocDualMapping(&memory_, size_, kAccessRWX)) {
    munmap(entries_, table_bytes());
    throw std::runtime_error("this host gives the jit engine no memory to execute: choose --engine interpreter");
  }
}

CodeCache::~CodeCache() {
  asmjit::VirtMem::releaseDualMapping(&memory_, size_);
  munmap(entries_, table_bytes());
}

u32 CodeCache::place(std::span<const u8> code) {
  const auto offset = static_cast<u32>(used_);
  std::memcpy(static_cast<u8*>(memory_.rw) + offset, code.data(), code.size());
  used_ = (used_ + code.size() + 15) & ~std::size_t{15};
  return offset;
}

void CodeCache::enter(u32 pc, u32 offset) {
  entries_[pc >> shift_] = offset;
  entered_.push_back(pc);
  if (const auto found = jumps_.find(pc); found != jumps_.end())
    for (const Jump& j : found->second) point(j.site, offset);
}

void CodeCache::drop(u32 pc) {
  if (!has(pc)) return;
  entries_[pc >> shift_] = 0;
  if (const auto found = jumps_.find(pc); found != jumps_.end())
    for (const Jump& j : found->second) point(j.site, j.otherwise);
  synchronise();
}

u64 CodeCache::add_number(i64*& owner) {
  if (!fits(sizeof(i64))) throw std::length_error("code cache");
  owners_.push_back(&owner);
  const std::size_t at = size_ - sizeof(i64) * owners_.size();
  owner = reinterpret_cast<i64*>(static_cast<u8*>(memory_.rw) + at);
  return reinterpret_cast<u64>(base()) + at;
}

void CodeCache::forget_number(i64*& owner) {
  if (!owner) return;
  const auto* const end = reinterpret_cast<const i64*>(static_cast<const u8*>(memory_.rw) + size_);
  owners_[static_cast<std::size_t>(end - owner) - 1] = nullptr;
  owner = nullptr;
}

void CodeCache::clear() {
  for (u32 pc : entered_) entries_[pc >> shift_] = 0;
  entered_.clear();
  jumps_.clear();
  for (i64** owner : owners_)
    if (owner) *owner = nullptr;
  owners_.clear();
  used_ = kept_;
}

void CodeCache::link(u32 site, u32 pc, u32 otherwise) {
  jumps_[pc].push_back({site, otherwise});
  point(site, has(pc) ? entries_[pc >> shift_] : otherwise);
}

void CodeCache::point(u32 site, u32 to) {
  const u32 distance = to - (site + 4);
  std::memcpy(static_cast<u8*>(memory_.rw) + site, &distance, sizeof distance);
}

// Code that was written through another address is seen after a serialising instruction (Intel SDM volume 3, 8.1.3).
void CodeCache::synchronise() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  __cpuid(0, a, b, c, d);
  asm volatile("" ::"r"(a), "r"(b), "r"(c), "r"(d));
}

}  // namespace cpu::jit
