#include "peripherals/esp32/reversed_sram.hpp"

#include <algorithm>
#include <cstring>

namespace esp32 {

ReversedSram::ReversedSram(Bus& bus, Memory& sram, u32 offset, u32 data_base)
    : bus_(bus), sram_(sram), offset_(offset), data_base_(data_base) {
  bus.on_code_changed.push_back([this](u32 address, u32 bytes) { heard(address, bytes); });
}

bool ReversedSram::store(u32 at, u32 value, unsigned width) {
  follow(at, width);
  std::memcpy(reversed_.bytes().data() + at, &value, width);
  std::memcpy(sram_.bytes().data() + place(at) + (at & 3), &value, width);
  bus_.changed(sram_, place(at), 4);
  bus_.changed(reversed_, at & ~3u, 4);
  return true;
}

u32 ReversedSram::wait(u32 at) {
  follow(at, 1);
  return 0;
}

void ReversedSram::follow(u32 at, u32 bytes) {
  for (u32 n = at / page; n <= (at + bytes - 1) / page; ++n) {
    if (followed_[n]) continue;
    followed_.set(n);
    bus_.watch_code(data_base_ + (size - page - n * page));
    take(n * page);
  }
}

// What the data bus has of a word. True if that is news.
bool ReversedSram::copy(u32 at) {
  u8* mine = reversed_.bytes().data() + at;
  const u8* other = sram_.bytes().data() + place(at);
  if (!std::memcmp(mine, other, 4)) return false;
  std::memcpy(mine, other, 4);
  return true;
}

void ReversedSram::take(u32 page_at) {
  bool news = false;
  for (u32 at = page_at; at < page_at + page; at += 4) news |= copy(at);
  if (news) bus_.changed(reversed_, page_at, page);
}

// The data bus, or whoever else, has changed what may be in a page that is followed.
void ReversedSram::heard(u32 address, u32 bytes) {
  const u32 first = std::max(address, data_base_) & ~3u, end = std::min(address + bytes, data_base_ + size);
  for (u32 from = first; from < end; from += 4) {
    const u32 at = size - 4 - (from - data_base_);
    if (!followed_[at / page]) {
      from |= page - 4;  // on with the next page
      continue;
    }
    if (copy(at)) bus_.changed(reversed_, at, 4);
  }
}

void ReversedSram::serialize(State& state) {
  std::array<u8, size / page> pages{};
  for (u32 n = 0; n < pages.size(); ++n) pages[n] = followed_[n];
  state(pages);
  if (!state.loading()) return;
  for (u32 n = 0; n < pages.size(); ++n) {
    if (pages[n]) follow(n * page, 1);
    if (followed_[n]) take(n * page);
  }
}

}  // namespace esp32
