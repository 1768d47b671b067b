#include "emulator/usb/cdc.hpp"

#include <fmt/format.h>

namespace emulator::usb::cdc {

static std::size_t shortest(Subtype subtype) {
  switch (subtype) {
    case Subtype::header:
    case Subtype::call_management:
    case Subtype::union_: return 5;
    case Subtype::acm: return 4;
    default: return 3;
  }
}

Functions parse_functions(const Interface& interface, Sentences& said) {
  Functions f;
  for (const auto& d : interface.extra) {
    if (d[1] != static_cast<u8>(DescriptorType::cs_interface)) continue;
    const auto subtype = d.size() > 2 ? static_cast<Subtype>(d[2]) : Subtype::country;
    if (d.size() < shortest(subtype)) {
      said.push_back(fmt::format("Interface {}: a CDC functional descriptor has {} bytes instead of {}.",
                                 interface.number, d.size(), shortest(subtype)));
      continue;
    }
    switch (subtype) {
      case Subtype::header: f.cdc = field16(d, 3); break;
      case Subtype::call_management:
        f.has_call_management = true;
        f.call_capabilities = d[3];
        f.call_data_interface = d[4];
        break;
      case Subtype::acm:
        f.has_acm = true;
        f.acm_capabilities = d[3];
        break;
      case Subtype::union_:
        f.has_union = true;
        f.control_interface = d[3];
        f.subordinate_interfaces.assign(d.begin() + 4, d.end());
        if (d[3] != interface.number)
          said.push_back(fmt::format("Interface {}: its CDC union names interface {} as the controlling one.",
                                     interface.number, d[3]));
        break;
      default: break;
    }
  }
  return f;
}

}  // namespace emulator::usb::cdc
