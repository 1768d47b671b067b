#include "emulator/usb/class_names.hpp"

#include <algorithm>
#include <array>

namespace emulator::usb {

namespace {

constexpr int any = -1;
struct Name {
  int interface_class, subclass, protocol;
  std::string_view text;
};

constexpr std::array classes{
    Name{0x00, any, any, "(Defined at Interface level)"},
    Name{0x01, any, any, "Audio"},
    Name{0x02, any, any, "Communications"},
    Name{0x03, any, any, "Human Interface Device"},
    Name{0x05, any, any, "Physical"},
    Name{0x06, any, any, "Imaging"},
    Name{0x07, any, any, "Printer"},
    Name{0x08, any, any, "Mass Storage"},
    Name{0x09, any, any, "Hub"},
    Name{0x0a, any, any, "CDC Data"},
    Name{0x0b, any, any, "Smart Card"},
    Name{0x0e, any, any, "Video"},
    Name{0xdc, any, any, "Diagnostic"},
    Name{0xe0, any, any, "Wireless"},
    Name{0xef, any, any, "Miscellaneous"},
    Name{0xfe, any, any, "Application Specific"},
    Name{0xff, any, any, "Vendor Specific"},
};
constexpr std::array subclasses{
    Name{0x01, 1, any, "Control"},        Name{0x01, 2, any, "Streaming"},
    Name{0x01, 3, any, "MIDI Streaming"}, Name{0x02, 2, any, "Abstract (modem)"},
    Name{0x02, 6, any, "Ethernet"},       Name{0x02, 0x0d, any, "Network Control"},
    Name{0x03, 1, any, "Boot Interface"}, Name{0x08, 6, any, "SCSI"},
    Name{0xef, 2, any, "Common"},         Name{0xfe, 1, any, "Device Firmware Update"},
};
constexpr std::array protocols{
    Name{0x02, 2, 1, "AT-commands (v.25ter)"},
    Name{0x03, 1, 1, "Keyboard"},
    Name{0x03, 1, 2, "Mouse"},
    Name{0x08, 6, 0x50, "Bulk-Only"},
    Name{0xef, 2, 1, "Interface Association"},
};

std::string_view find(const auto& table, int interface_class, int subclass, int protocol) {
  const auto fits = [](int in_table, int wanted) { return in_table == any || in_table == wanted; };
  const auto found = std::ranges::find_if(table, [&](const Name& n) {
    return n.interface_class == interface_class && fits(n.subclass, subclass) && fits(n.protocol, protocol);
  });
  return found == table.end() ? std::string_view{} : found->text;
}

}  // namespace

std::string_view class_name(u8 c) { return find(classes, c, any, any); }
std::string_view subclass_name(u8 c, u8 s) { return find(subclasses, c, s, any); }
std::string_view protocol_name(u8 c, u8 s, u8 p) { return find(protocols, c, s, p); }

}  // namespace emulator::usb
