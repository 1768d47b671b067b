// Names of usages (USB HID Usage Tables 1.4, chapters 4, 8, 10, 11, 12, 15).
#include <fmt/format.h>

#include <array>

#include "emulator/usb/hid_report.hpp"

namespace emulator::usb::hid {

namespace {

struct Name {
  Usage usage;
  std::string_view text;
};

constexpr std::array names{
    Name{0x10001, "pointer"},
    Name{0x10002, "mouse"},
    Name{0x10004, "joystick"},
    Name{0x10005, "gamepad"},
    Name{0x10006, "keyboard"},
    Name{0x10007, "keypad"},
    Name{0x10030, "x"},
    Name{0x10031, "y"},
    Name{0x10032, "z"},
    Name{0x10033, "rx"},
    Name{0x10034, "ry"},
    Name{0x10035, "rz"},
    Name{0x10036, "slider"},
    Name{0x10037, "dial"},
    Name{0x10038, "wheel"},
    Name{0x10039, "hat"},
    Name{0x10080, "system control"},
    Name{0x10081, "power down"},
    Name{0x10082, "sleep"},
    Name{0x10083, "wake up"},
    Name{0xc0001, "consumer control"},
    Name{0xc0030, "power"},
    Name{0xc006f, "brightness up"},
    Name{0xc0070, "brightness down"},
    Name{0xc00b0, "play"},
    Name{0xc00b1, "pause"},
    Name{0xc00b2, "record"},
    Name{0xc00b3, "fast forward"},
    Name{0xc00b4, "rewind"},
    Name{0xc00b5, "next track"},
    Name{0xc00b6, "previous track"},
    Name{0xc00b7, "stop"},
    Name{0xc00b8, "eject"},
    Name{0xc00cd, "play/pause"},
    Name{0xc00e2, "mute"},
    Name{0xc00e9, "volume up"},
    Name{0xc00ea, "volume down"},
    Name{0xc0192, "calculator"},
    Name{0xc0194, "file browser"},
    Name{0xc0223, "home"},
    Name{0xc0224, "back"},
    Name{0xc0225, "forward"},
    Name{0xc0227, "refresh"},
    Name{0xc0238, "pan"},
    Name{0x80001, "num lock"},
    Name{0x80002, "caps lock"},
    Name{0x80003, "scroll lock"},
    Name{0x80004, "compose"},
    Name{0x80005, "kana"},
    Name{0xd0001, "digitizer"},
    Name{0xd0002, "pen"},
    Name{0xd0004, "touch screen"},
    Name{0xd0030, "tip pressure"},
    Name{0xd0042, "tip switch"},
};

constexpr std::array<std::string_view, 0x66 - 0x1e> keys{"1",
                                                         "2",
                                                         "3",
                                                         "4",
                                                         "5",
                                                         "6",
                                                         "7",
                                                         "8",
                                                         "9",
                                                         "0",
                                                         "enter",
                                                         "escape",
                                                         "backspace",
                                                         "tab",
                                                         "space",
                                                         "minus",
                                                         "equals",
                                                         "left bracket",
                                                         "right bracket",
                                                         "backslash",
                                                         "hash",
                                                         "semicolon",
                                                         "quote",
                                                         "grave",
                                                         "comma",
                                                         "period",
                                                         "slash",
                                                         "caps lock",
                                                         "F1",
                                                         "F2",
                                                         "F3",
                                                         "F4",
                                                         "F5",
                                                         "F6",
                                                         "F7",
                                                         "F8",
                                                         "F9",
                                                         "F10",
                                                         "F11",
                                                         "F12",
                                                         "print screen",
                                                         "scroll lock",
                                                         "pause",
                                                         "insert",
                                                         "home",
                                                         "page up",
                                                         "delete",
                                                         "end",
                                                         "page down",
                                                         "right",
                                                         "left",
                                                         "down",
                                                         "up",
                                                         "num lock",
                                                         "keypad /",
                                                         "keypad *",
                                                         "keypad -",
                                                         "keypad +",
                                                         "keypad enter",
                                                         "keypad 1",
                                                         "keypad 2",
                                                         "keypad 3",
                                                         "keypad 4",
                                                         "keypad 5",
                                                         "keypad 6",
                                                         "keypad 7",
                                                         "keypad 8",
                                                         "keypad 9",
                                                         "keypad 0",
                                                         "keypad .",
                                                         "non-US backslash",
                                                         "application"};

constexpr std::array<std::string_view, 8> modifiers{"left control",  "left shift",  "left alt",  "left GUI",
                                                    "right control", "right shift", "right alt", "right GUI"};

}  // namespace

std::string usage_name(Usage usage) {
  const u32 page = usage >> 16, id = usage & 0xffff;
  if (page == 7 && id >= 0x04 && id <= 0x1d) return fmt::format("key {}", static_cast<char>('A' + id - 4));
  if (page == 7 && id >= 0x1e && id < 0x66) return fmt::format("key {}", keys[id - 0x1e]);
  if (page == 7 && id >= 0xe0 && id <= 0xe7) return fmt::format("key {}", modifiers[id - 0xe0]);
  if (page == 9) return fmt::format("button {}", id);
  for (const auto& n : names)
    if (n.usage == usage) return std::string{n.text};
  return fmt::format("usage {:02x}:{:02x}", page, id);
}

}  // namespace emulator::usb::hid
