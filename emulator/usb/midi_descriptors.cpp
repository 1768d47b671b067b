#include "emulator/usb/midi_descriptors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::usb::midi {

namespace {

enum class Subtype : u8 { header = 1, in_jack = 2, out_jack = 3, element = 4 };
constexpr u8 embedded = 1, general = 1;  // bJackType; bDescriptorSubtype of endpoints

bool is_class(const ClassDescriptor& d) {
  return d.size() >= 3 && d[1] == static_cast<u8>(DescriptorType::cs_interface);
}

// Tables 6-3 and 6-4; nothing if it is too short for what it says.
std::optional<Jack> parse_jack(const ClassDescriptor& d) {
  if (d.size() < 6) return std::nullopt;
  Jack jack{d[4], d[2] == static_cast<u8>(Subtype::in_jack), d[3] == embedded, {}, 0};
  if (jack.in) {
    jack.string = d[5];
    return jack;
  }
  const std::size_t pins = d[5];
  if (d.size() < 7 + 2 * pins) return std::nullopt;
  for (std::size_t n = 0; n < pins; ++n) jack.sources.push_back({d[6 + 2 * n], d[7 + 2 * n]});
  jack.string = d[6 + 2 * pins];
  return jack;
}

void check_sources(const Interface& i, const Function& f, const std::vector<u8>& elements, Sentences& said) {
  const auto there = [&](u8 id) {
    return std::ranges::any_of(f.jacks, [&](const Jack& j) { return j.id == id; }) ||
           std::ranges::find(elements, id) != elements.end();
  };
  for (const auto& jack : f.jacks)
    for (const auto& s : jack.sources)
      if (!there(s.jack))
        said.push_back(fmt::format("Interface {}: MIDI jack {} is fed by jack {}, which is not there.", i.number,
                                   jack.id, s.jack));
  for (const auto& [address, jacks] : f.cables)
    for (const u8 id : jacks)
      if (!there(id))
        said.push_back(fmt::format("Interface {}: endpoint 0x{:02x} carries MIDI jack {}, which is not there.",
                                   i.number, address, id));
}

void parse_endpoints(const Interface& i, Function& f, Sentences& said) {
  for (const auto& e : i.endpoints)
    for (const auto& d : e.extra) {
      if (d.size() < 4 || d[1] != static_cast<u8>(DescriptorType::cs_endpoint) || d[2] != general) continue;
      if (d.size() < 4u + d[3] || d[3] > 16) {
        said.push_back(fmt::format("Interface {}: endpoint 0x{:02x} names {} MIDI jacks in {} bytes.", i.number,
                                   e.address, d[3], d.size()));
        continue;
      }
      f.cables[e.address].assign(d.begin() + 4, d.begin() + 4 + d[3]);
    }
}

}  // namespace

Function parse_function(const Interface& i, Sentences& said) {
  Function f;
  std::vector<u8> elements;
  std::size_t total = 0;
  u16 announced = 0;
  for (const auto& d : i.extra) {
    if (!is_class(d)) continue;
    total += d.size();
    const auto subtype = static_cast<Subtype>(d[2]);
    if (subtype == Subtype::header && d.size() >= 7) {
      f.version = field16(d, 3);
      announced = field16(d, 5);
    } else if (subtype == Subtype::in_jack || subtype == Subtype::out_jack) {
      const auto jack = parse_jack(d);
      if (!jack) {
        said.push_back(fmt::format("Interface {}: a MIDI jack descriptor has only {} bytes.", i.number, d.size()));
        continue;
      }
      if (std::ranges::any_of(f.jacks, [&](const Jack& j) { return j.id == jack->id; }) || jack->id == 0)
        said.push_back(fmt::format("Interface {}: MIDI jack {} is there twice, or has no number.", i.number, jack->id));
      f.jacks.push_back(*jack);
    } else if (subtype == Subtype::element && d.size() >= 4) {
      elements.push_back(d[3]);
    }
  }
  parse_endpoints(i, f, said);
  if (announced == 0)
    said.push_back(fmt::format("Interface {} is MIDI without a header.", i.number));
  else if (announced < total)  // 6.1.2.1; many count the endpoints' descriptors too
    said.push_back(
        fmt::format("Interface {}: the MIDI header counts {} bytes, and there are {}.", i.number, announced, total));
  check_sources(i, f, elements, said);
  return f;
}

void describe(TextDump& out, const ClassDescriptor& d) {
  const auto subtype = is_class(d) ? static_cast<Subtype>(d[2]) : Subtype::element;
  if (subtype == Subtype::header && d.size() >= 7) {
    out.title("MIDIStreaming Interface Descriptor");
    const auto in = out.deeper();
    out.version("bcdADC", field16(d, 3));
    out.hex("wTotalLength", field16(d, 5), 4);
  } else if (const auto jack =
                 subtype == Subtype::header || subtype == Subtype::element ? std::nullopt : parse_jack(d)) {
    out.title(jack->in ? "MIDI IN Jack" : "MIDI OUT Jack");
    const auto in = out.deeper();
    out.number("bJackType", d[3], jack->embedded ? "Embedded" : "External");
    out.number("bJackID", jack->id);
    for (const auto& s : jack->sources) {
      out.number("baSourceID", s.jack);
      out.number("BaSourcePin", s.pin);
    }
    out.number("iJack", jack->string);
  } else {
    out.bytes("UNRECOGNIZED MIDI", d);
  }
}

void describe_endpoint(TextDump& out, const ClassDescriptor& d) {
  if (d.size() < 4 || d[1] != static_cast<u8>(DescriptorType::cs_endpoint) || d[2] != general)
    return out.bytes("UNRECOGNIZED", d);
  out.title("MIDIStreaming Endpoint Descriptor");
  const auto in = out.deeper();
  out.number("bNumEmbMIDIJack", d[3]);
  for (std::size_t n = 4; n < d.size() && n < 4u + d[3]; ++n) out.number("baAssocJackID", d[n]);
}

}  // namespace emulator::usb::midi
