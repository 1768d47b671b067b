#pragma once
// HID report descriptors (HID 1.11, 6.2.2): what the bits of a report mean.
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "emulator/usb/descriptors.hpp"

namespace emulator::usb::hid {

// A usage page in the upper half, a usage in the lower one.
using Usage = u32;

struct Field {
  enum class Kind : u8 { input, output, feature } kind = Kind::input;
  u8 report = 0;  // its number; 0: there are no numbers
  u32 bit = 0;    // from the report's beginning, behind its number
  u32 size = 0, count = 0;
  i32 low = 0, high = 0;  // logical minimum and maximum
  bool constant = false, variable = false, relative = false;
  Usage application = 0;           // the outermost collection's
  std::vector<Usage> usages = {};  // one each for variables; all that an array may hold
  Usage usage(u32 n) const { return usages.empty() ? 0 : usages[std::min<std::size_t>(n, usages.size() - 1)]; }
};

struct ReportDescriptor {
  std::vector<Field> fields = {};
  bool numbered = false;
  u32 input_bits(u8 report) const;
  std::vector<std::string> applications() const;  // "keyboard", "mouse" …
};

ReportDescriptor parse_report_descriptor(std::span<const u8>, Sentences&);

std::string usage_name(Usage);  // "key A", "x", "button 1", "volume up"; a number if it is not known

// One value of a field, as it stands in a report (without its number).
i32 value_at(std::span<const u8> report, const Field&, u32 n);

}  // namespace emulator::usb::hid
