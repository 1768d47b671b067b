#pragma once
// Names of class codes, as usb.org lists them.
#include <string_view>

#include "emulator/types.hpp"

namespace emulator::usb {

std::string_view class_name(u8 interface_class);  // "Mass Storage"; empty if unknown
std::string_view subclass_name(u8 interface_class, u8 subclass);
std::string_view protocol_name(u8 interface_class, u8 subclass, u8 protocol);

}  // namespace emulator::usb
