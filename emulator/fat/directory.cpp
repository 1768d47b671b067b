#include "emulator/fat/directory.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::fat {

namespace {

constexpr u8 deleted = 0xe5, end_mark = 0;
constexpr u32 most_slots = 65536;  // a directory has at most 2 MiB

bool is_long(const RawEntry& e) { return (e[11] & 0x3f) == attribute::long_name; }

// Collects the parts of a long name as they come, the last part first.
class LongName {
 public:
  void take(const RawEntry& e, u32 slot) {
    static constexpr std::array<u8, long_part> places{1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
    const unsigned number = e[0] & 0x3f;
    if (e[0] & 0x40) {
      text_.clear();
      first_slot_ = slot;
      checksum_ = e[13];
      wanted_ = number;
    }
    if (wanted_ == 0 || number != wanted_ || e[13] != checksum_ || number > 20) return forget();
    --wanted_;
    std::u16string part;
    for (const u8 place : places) {
      const char16_t c = get16(e, place);
      if (c == 0) break;
      part += c;
    }
    text_ = part + text_;
    whole_ = wanted_ == 0;
  }
  bool belongs_to(const ShortName& n) const { return whole_ && !text_.empty() && checksum(n) == checksum_; }
  std::string text() const { return to_utf8(text_); }
  u32 first_slot() const { return first_slot_; }
  void forget() {
    text_.clear();
    wanted_ = 0;
    whole_ = false;
  }

 private:
  std::u16string text_;
  unsigned wanted_ = 0;
  u32 first_slot_ = 0;
  u8 checksum_ = 0;
  bool whole_ = false;
};

RawEntry short_entry(const ShortName& name, u8 attributes, u32 cluster, u32 size, Stamp stamp) {
  RawEntry e{};
  std::ranges::copy(name, e.begin());
  e[11] = attributes;
  put32(e, 14, stamp.value);  // created
  put16(e, 18, stamp.value >> 16);
  put16(e, 20, cluster >> 16);
  put32(e, 22, stamp.value);
  put16(e, 26, cluster);
  put32(e, 28, size);
  return e;
}

}  // namespace

Directory::Directory(Sectors& medium, const Layout& layout, Table& table, u32 cluster, std::string what)
    : medium_(&medium), layout_(&layout), table_(&table), what_(std::move(what)) {
  if (cluster == 0 && layout.kind != Kind::fat32) {
    for (u32 s = 0; s < layout.root_sectors; ++s) sectors_.push_back(layout.root_start + s);
    return;
  }
  chain_ = table.chain(cluster ? cluster : layout.root_cluster, what_);
  if (u64{chain_.size()} * layout.cluster_size() > most_slots * 32)
    throw FatError(fmt::format("{} is damaged: it is larger than a directory can be", what_));
  for (const u32 c : chain_)
    for (u32 s = 0; s < layout.sectors_per_cluster; ++s) sectors_.push_back(layout.sector_of(c) + s);
}

RawEntry Directory::raw(u32 slot) {
  const auto sector = medium_->read(sectors_[slot / per_sector()]);
  RawEntry e;
  std::ranges::copy(sector.subspan(slot % per_sector() * 32, 32), e.begin());
  return e;
}

Entry Directory::read_entry(const RawEntry& r, u32 slot) const {
  Entry e;
  std::copy_n(r.begin(), e.short_name.size(), e.short_name.begin());
  e.name = short_name_text(e.short_name, r[12]);
  e.attributes = r[11];
  e.cluster = get16(r, 26);
  if (layout_->kind == Kind::fat32) e.cluster |= (get16(r, 20) & 0x0fffu) << 16;
  e.size = get32(r, 28);
  e.modified = {get32(r, 22)};
  e.slot = e.first_slot = slot;
  return e;
}

std::vector<Entry> Directory::walk(bool labels) {
  std::vector<Entry> found;
  LongName long_name;
  for (u32 slot = 0; slot < slots(); ++slot) {
    const RawEntry r = raw(slot);
    if (r[0] == end_mark) break;
    if (r[0] == deleted) {
      long_name.forget();
      continue;
    }
    if (is_long(r)) {
      long_name.take(r, slot);
      continue;
    }
    Entry e = read_entry(r, slot);
    const bool label = e.attributes & attribute::volume_id;
    if (label == labels && r[0] != '.') {
      if (long_name.belongs_to(e.short_name)) {
        e.name = long_name.text();
        e.first_slot = long_name.first_slot();
      }
      found.push_back(std::move(e));
    }
    long_name.forget();
  }
  return found;
}

std::vector<Entry> Directory::entries() { return walk(false); }

std::string Directory::label() {
  const auto found = walk(true);
  if (found.empty()) return {};
  std::string text;  // eleven characters without a dot
  for (const u8 c : found.front().short_name) text += c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '_';
  const auto last = text.find_last_not_of(' ');
  return last == text.npos ? std::string{} : text.substr(0, last + 1);
}

std::optional<Entry> Directory::find(std::string_view name) {
  for (auto& e : entries())
    if (same_name(e.name, name) || same_name(short_name_text(e.short_name, 0), name)) return std::move(e);
  return std::nullopt;
}

// A row of free slots; the directory grows if there is none.
Directory::Place Directory::find_place(u32 count) {
  u32 row = 0, end = slots();
  for (u32 slot = 0; slot < slots(); ++slot) {
    const u8 first = raw(slot)[0];
    if (first == end_mark) {
      end = slot;
      break;
    }
    row = first == deleted ? row + 1 : 0;
    if (row == count) return {slot + 1 - count, slots(), false};
  }
  const u32 start = end - row;  // deleted ones just before the end serve as well
  const u32 marked = end;
  while (start + count > slots()) extend();
  return {start, marked / per_sector(), true};
}

// The new cluster is empty before it becomes part of the directory.
void Directory::extend() {
  if (chain_.empty()) throw FatError("the root directory is full");
  if (slots() * 32 + layout_->cluster_size() > most_slots * 32) throw FatError(fmt::format("{} is full", what_));
  const u32 cluster = table_->allocate(1).front();
  const std::vector<u8> zeros(layout_->sector_size);
  for (u32 s = 0; s < layout_->sectors_per_cluster; ++s) medium_->write(layout_->sector_of(cluster) + s, zeros);
  table_->flush();
  table_->append(chain_.back(), cluster);
  table_->flush();
  chain_.push_back(cluster);
  for (u32 s = 0; s < layout_->sectors_per_cluster; ++s) sectors_.push_back(layout_->sector_of(cluster) + s);
}

void Directory::modify(u32 sector, const std::map<u32, RawEntry>& changed) {
  const auto present = medium_->read(sectors_[sector]);
  std::vector<u8> bytes(present.begin(), present.end());
  for (const auto& [slot, entry] : changed)
    if (slot / per_sector() == sector)
      std::ranges::copy(entry, bytes.begin() + static_cast<std::ptrdiff_t>(slot % per_sector() * 32));
  medium_->write(sectors_[sector], bytes);
}

// Sectors behind the end mark first, as nobody looks there yet; then the others from the front: a long name without
// its short one is not seen, and the last write shows the whole.
void Directory::write_slots(const Place& place, const std::vector<RawEntry>& entries) {
  std::map<u32, RawEntry> changed;
  u32 slot = place.slot;
  for (const auto& e : entries) changed[slot++] = e;
  if (place.at_end && slot < slots() && raw(slot)[0] != end_mark) changed[slot] = RawEntry{};
  const u32 first = changed.begin()->first / per_sector(), last = changed.rbegin()->first / per_sector();
  for (u32 s = last; s > first && s > place.end_sector; --s) modify(s, changed);
  for (u32 s = first; s <= last && (s <= place.end_sector || s == first); ++s) modify(s, changed);
}

void Directory::add(const std::string& name, u8 attributes, u32 cluster, u32 size, Stamp stamp) {
  const auto present = entries();
  const auto taken = [&](const ShortName& n) {
    return std::ranges::any_of(present, [&](const Entry& e) { return e.short_name == n; });
  };
  auto plain = as_short_name(name);
  if (plain && taken(*plain)) plain.reset();
  const ShortName short_name = plain ? *plain : make_short_name(name, taken);
  auto raw_entries = plain ? std::vector<RawEntry>{} : long_entries(name, short_name);
  raw_entries.push_back(short_entry(short_name, attributes, cluster, size, stamp));
  write_slots(find_place(static_cast<u32>(raw_entries.size())), raw_entries);
}

void Directory::update(const Entry& at, u32 cluster, u32 size, Stamp stamp) {
  RawEntry r = raw(at.slot);
  put16(r, 20, cluster >> 16);
  put16(r, 26, cluster);
  put32(r, 22, stamp.value);
  put32(r, 28, size);
  r[11] |= attribute::archive;
  modify(at.slot / per_sector(), {{at.slot, r}});
}

// The short entry's sector first: what is left of a long name alone is not seen.
void Directory::remove(const Entry& entry) {
  std::map<u32, RawEntry> changed;
  for (u32 slot = entry.first_slot; slot <= entry.slot; ++slot) {
    changed[slot] = raw(slot);
    changed[slot][0] = deleted;
  }
  for (u32 s = entry.slot / per_sector() + 1; s-- > entry.first_slot / per_sector();) modify(s, changed);
}

std::vector<u8> Directory::first_sector(const Layout& layout, u32 cluster, u32 parent, Stamp stamp) {
  std::vector<u8> bytes(layout.sector_size);
  ShortName name;
  name.fill(' ');
  name[0] = '.';
  std::ranges::copy(short_entry(name, attribute::directory, cluster, 0, stamp), bytes.begin());
  name[1] = '.';
  std::ranges::copy(short_entry(name, attribute::directory, parent, 0, stamp), bytes.begin() + 32);
  return bytes;
}

void Directory::set_parent(u32 cluster) {
  RawEntry r = raw(1);
  if (r[0] != '.' || r[1] != '.') return;
  put16(r, 20, cluster >> 16);
  put16(r, 26, cluster);
  modify(0, {{1, r}});
}

}  // namespace emulator::fat
