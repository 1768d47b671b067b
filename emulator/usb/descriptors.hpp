#pragma once
// What a device says it is (USB 2.0, 9.6; the interface association ECN). Parsing takes what makes sense and says in a
// sentence each what does not.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emulator/usb/standard.hpp"

namespace emulator::usb {

using Sentences = std::vector<std::string>;

struct DeviceDescriptor {
  u16 usb = 0;  // bcdUSB
  u8 device_class = 0, subclass = 0, protocol = 0, max_packet0 = 0;
  u16 vendor = 0, product = 0, release = 0;
  u8 manufacturer_string = 0, product_string = 0, serial_string = 0, configurations = 0;
};

// A descriptor that a class defines, as it came, bLength and bDescriptorType included.
using ClassDescriptor = std::vector<u8>;

struct Endpoint {
  u8 address = 0, attributes = 0;
  u16 max_packet = 0;
  u8 interval = 0;
  std::vector<ClassDescriptor> extra = {};
  bool in() const { return address & 0x80; }
  u8 number() const { return address & 0xf; }
  TransferType type() const { return static_cast<TransferType>(attributes & 3); }
};

struct Interface {
  u8 number = 0, alternate = 0, interface_class = 0, subclass = 0, protocol = 0, string = 0;
  u8 announced_endpoints = 0;
  std::vector<ClassDescriptor> extra = {};
  std::vector<Endpoint> endpoints = {};
  const Endpoint* find(TransferType, bool in) const;
};

struct InterfaceAssociation {
  u8 first = 0, count = 0, function_class = 0, subclass = 0, protocol = 0, string = 0;
};

struct Configuration {
  u16 total_length = 0;
  u8 announced_interfaces = 0, value = 0, string = 0, attributes = 0, max_power = 0;  // max_power in 2 mA
  std::vector<ClassDescriptor> extra = {};
  std::vector<InterfaceAssociation> associations = {};
  std::vector<Interface> interfaces = {};  // alternate settings too, in the order they came
  const Interface* find(u8 number, u8 alternate = 0) const;
  bool remote_wakeup() const { return attributes & 0x20; }
};

// Everything together.
struct Description {
  DeviceDescriptor device;
  Configuration configuration;
  std::map<u8, std::string> strings = {};                 // UTF-8
  std::map<u8, std::vector<u8>> report_descriptors = {};  // HID, by interface
  std::string text(u8 index) const;                       // empty if there is none
};

// Nothing if it is no such descriptor at all; the sentence says why.
std::optional<DeviceDescriptor> parse_device(std::span<const u8>, Sentences&);
std::optional<Configuration> parse_configuration(std::span<const u8>, Sentences&);
std::optional<std::string> parse_string(std::span<const u8>, Sentences&);
std::vector<u16> parse_languages(std::span<const u8>, Sentences&);

inline u16 field16(std::span<const u8> d, std::size_t at) { return static_cast<u16>(d[at] | d[at + 1] << 8); }

// Like `lsusb -v`.
std::string describe(const Description&);

}  // namespace emulator::usb
