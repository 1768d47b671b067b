#pragma once
// Class descriptors of a MIDI streaming interface (USB MIDI Devices 1.0, 6.1 and 6.2): its jacks, and which of them
// an endpoint carries.
#include "emulator/usb/descriptor_text.hpp"
#include "emulator/usb/descriptors.hpp"

namespace emulator::usb::midi {

struct Jack {
  u8 id = 0;
  bool in = false, embedded = false;
  struct Source {
    u8 jack, pin;
  };
  std::vector<Source> sources = {};  // of an OUT jack
  u8 string = 0;
};

struct Function {
  u16 version = 0;  // bcdMSC
  std::vector<Jack> jacks = {};
  std::map<u8, std::vector<u8>> cables = {};  // embedded jacks by endpoint address, in the order of cable numbers
};
Function parse_function(const Interface&, Sentences&);

void describe(TextDump&, const ClassDescriptor&);
void describe_endpoint(TextDump&, const ClassDescriptor&);

}  // namespace emulator::usb::midi
