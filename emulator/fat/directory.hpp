#pragma once
// One directory: entries of 32 bytes, long names before their short ones. Every change is written in an order in which
// a crash at any point leaves either the old names or the new ones.
#include "emulator/fat/name.hpp"
#include "emulator/fat/table.hpp"

namespace emulator::fat {

// FAT's own form: a date in bits 31 … 16, a time in steps of two seconds in 15 … 0.
struct Stamp {
  u32 value = 0x0021'0000;  // 1980-01-01
  static Stamp of(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
    const u32 y = year < 1980 ? 0u : year > 2107 ? 127u : static_cast<u32>(year - 1980);
    return {y << 25 | static_cast<u32>(month) << 21 | static_cast<u32>(day) << 16 | static_cast<u32>(hour) << 11 |
            static_cast<u32>(minute) << 5 | static_cast<u32>(second / 2)};
  }
  bool operator==(const Stamp&) const = default;
};

namespace attribute {
inline constexpr u8 read_only = 1, hidden = 2, system = 4, volume_id = 8, directory = 0x10, archive = 0x20;
inline constexpr u8 long_name = 0x0f;
}  // namespace attribute

struct Entry {
  std::string name;
  u8 attributes = 0;
  u32 cluster = 0;  // the first one; 0: none
  u32 size = 0;
  Stamp modified;
  ShortName short_name{};
  u32 slot = 0, first_slot = 0;  // where it stands, and where its long name begins
  bool is_directory() const { return attributes & attribute::directory; }
};

class Directory {
 public:
  // cluster 0: the root. `what` is for sentences: "the directory /lib".
  Directory(Sectors&, const Layout&, Table&, u32 cluster, std::string what);

  const std::string& what() const { return what_; }
  std::vector<Entry> entries();  // without "." and ".." and the volume's label
  std::optional<Entry> find(std::string_view name);
  std::string label();  // of the volume, if this is its root
  bool empty() { return entries().empty(); }

  void add(const std::string& name, u8 attributes, u32 cluster, u32 size, Stamp);
  void update(const Entry& at, u32 cluster, u32 size, Stamp);  // one sector
  void remove(const Entry&);
  // What a new directory begins with: "." and "..".
  static std::vector<u8> first_sector(const Layout&, u32 cluster, u32 parent, Stamp);
  void set_parent(u32 cluster);  // of ".."

 private:
  struct Place {
    u32 slot;        // the first one
    u32 end_sector;  // that has the end mark; entries in later ones cannot be seen yet
    bool at_end;     // the slot behind becomes the end
  };
  u32 per_sector() const { return layout_->sector_size / 32; }
  u32 slots() const { return static_cast<u32>(sectors_.size()) * per_sector(); }
  RawEntry raw(u32 slot);
  Entry read_entry(const RawEntry&, u32 slot) const;
  std::vector<Entry> walk(bool labels);
  Place find_place(u32 count);
  void extend();
  void write_slots(const Place&, const std::vector<RawEntry>&);
  void modify(u32 sector, const std::map<u32, RawEntry>& slots);

  Sectors* medium_;
  const Layout* layout_;
  Table* table_;
  std::string what_;
  std::vector<u32> chain_, sectors_;
};

}  // namespace emulator::fat
