#include "emulator/usb/hid_report.hpp"

#include <fmt/format.h>

namespace emulator::usb::hid {

namespace {

constexpr u32 most_bits = 8 * 4096, most_usages = 1024, most_fields = 1024;

// The items' tags with their types, 6.2.2.4 … 6.2.2.8.
enum class Item : u8 {
  input = 0x80,
  output = 0x90,
  feature = 0xb0,
  collection = 0xa0,
  end_collection = 0xc0,
  usage_page = 0x04,
  logical_minimum = 0x14,
  logical_maximum = 0x24,
  physical_minimum = 0x34,
  physical_maximum = 0x44,
  unit_exponent = 0x54,
  unit = 0x64,
  report_size = 0x74,
  report_id = 0x84,
  report_count = 0x94,
  push = 0xa4,
  pop = 0xb4,
  usage = 0x08,
  usage_minimum = 0x18,
  usage_maximum = 0x28,
};

class Parser {
 public:
  explicit Parser(Sentences& said) : said_(said) {}

  ReportDescriptor run(std::span<const u8> d) {
    for (std::size_t at = 0; at < d.size();) {
      if (d[at] == 0xfe) {  // a long item, 6.2.2.3: none is defined
        at += at + 1 < d.size() ? 3u + d[at + 1] : 3u;
        continue;
      }
      const std::size_t size = (d[at] & 3) == 3 ? 4 : d[at] & 3;
      if (at + 1 + size > d.size()) {
        said_.push_back(fmt::format("The HID report descriptor ends within its item at byte {}.", at));
        break;
      }
      u32 value = 0;
      for (std::size_t n = 0; n < size; ++n) value |= u32{d[at + 1 + n]} << 8 * n;
      item(static_cast<Item>(d[at] & 0xfc), value, size);
      at += 1 + size;
    }
    if (!collections_.empty())
      said_.push_back(fmt::format("The HID report descriptor leaves {} collections open.", collections_.size()));
    return std::move(result_);
  }

 private:
  struct Global {
    u32 page = 0, size = 0, count = 0;
    i32 low = 0;
    i32 high = 0;
    u32 high_raw = 0;
    u8 report = 0;
  };

  static i32 extend(u32 value, std::size_t size) {
    if (size == 1) return static_cast<i8>(value);
    if (size == 2) return static_cast<i16>(value);
    return static_cast<i32>(value);
  }

  void item(Item what, u32 value, std::size_t size) {
    switch (what) {
      case Item::input: return main(Field::Kind::input, value);
      case Item::output: return main(Field::Kind::output, value);
      case Item::feature: return main(Field::Kind::feature, value);
      case Item::collection: collections_.push_back(usages_.empty() ? 0 : usages_.front()); return clear_local();
      case Item::end_collection:
        if (collections_.empty())
          said_.push_back("The HID report descriptor ends a collection that was never opened.");
        else
          collections_.pop_back();
        return clear_local();
      case Item::usage_page: global_.page = value; return;
      case Item::logical_minimum: global_.low = extend(value, size); return;
      case Item::logical_maximum:
        global_.high = extend(value, size);
        global_.high_raw = value;
        return;
      case Item::report_size: global_.size = value; return;
      case Item::report_count: global_.count = value; return;
      case Item::report_id:
        global_.report = static_cast<u8>(value);
        result_.numbered = true;
        if (value == 0 || value > 255) said_.push_back(fmt::format("The HID report ID {} is not 1 to 255.", value));
        return;
      case Item::push: stack_.push_back(global_); return;
      case Item::pop:
        if (stack_.empty()) {
          said_.push_back("The HID report descriptor pops what was never pushed.");
        } else {
          global_ = stack_.back();
          stack_.pop_back();
        }
        return;
      case Item::usage: return add_usage(full(value, size));
      case Item::usage_minimum: minimum_ = full(value, size); return;
      case Item::usage_maximum: return usage_range(full(value, size));
      default: return;  // physical ranges and units, strings, designators, delimiters: they move no bit
    }
  }

  Usage full(u32 value, std::size_t size) const { return size == 4 ? value : global_.page << 16 | value; }
  void add_usage(Usage usage) {
    if (usages_.size() < most_usages) usages_.push_back(usage);
  }
  void usage_range(Usage last) {
    if (last < minimum_ || last - minimum_ > 0xffff) {
      said_.push_back(fmt::format("A HID usage range goes from 0x{:x} to 0x{:x}.", minimum_, last));
      return;
    }
    for (Usage u = minimum_; u <= last && usages_.size() < most_usages; ++u) add_usage(u);
  }
  void clear_local() {
    usages_.clear();
    minimum_ = 0;
  }

  void main(Field::Kind kind, u32 flags) {
    u32& at = used_[static_cast<u32>(kind) << 8 | global_.report];
    const bool sensible = global_.size <= 32 && u64{at} + u64{global_.size} * global_.count <= most_bits;
    if (!sensible || result_.fields.size() >= most_fields) {
      said_.push_back(fmt::format("A HID field has {} values of {} bits.", global_.count, global_.size));
      return clear_local();
    }
    // A maximum below the minimum was meant without a sign: many descriptors say 255 as one byte.
    const i32 high = global_.high < global_.low ? static_cast<i32>(global_.high_raw) : global_.high;
    Field f{kind, global_.report, at, global_.size, global_.count, global_.low, high};
    f.constant = flags & 1;
    f.variable = flags & 2;
    f.relative = flags & 4;
    f.application = collections_.empty() ? 0 : collections_.front();
    f.usages = usages_;
    at += global_.size * global_.count;
    result_.fields.push_back(std::move(f));
    clear_local();
  }

  Sentences& said_;
  ReportDescriptor result_;
  Global global_;
  std::vector<Global> stack_;
  std::vector<Usage> usages_, collections_;
  Usage minimum_ = 0;
  std::map<u32, u32> used_;  // bits, by kind and report
};

}  // namespace

u32 ReportDescriptor::input_bits(u8 report) const {
  u32 bits = 0;
  for (const auto& f : fields)
    if (f.kind == Field::Kind::input && f.report == report) bits = std::max(bits, f.bit + f.size * f.count);
  return bits;
}

std::vector<std::string> ReportDescriptor::applications() const {
  std::vector<std::string> names;
  for (const auto& f : fields) {
    const auto name = usage_name(f.application);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

ReportDescriptor parse_report_descriptor(std::span<const u8> d, Sentences& said) { return Parser{said}.run(d); }

i32 value_at(std::span<const u8> report, const Field& f, u32 n) {
  u64 raw = 0;
  for (u32 i = 0; i < f.size; ++i) {
    const u64 bit = u64{f.bit} + u64{n} * f.size + i;
    if (bit / 8 < report.size() && (report[bit / 8] >> bit % 8 & 1)) raw |= u64{1} << i;
  }
  const bool is_negative = f.low < 0 && f.size && (raw >> (f.size - 1) & 1);
  return static_cast<i32>(is_negative && f.size < 32 ? raw | ~u64{0} << f.size : raw);
}

}  // namespace emulator::usb::hid
