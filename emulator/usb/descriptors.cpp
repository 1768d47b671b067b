#include "emulator/usb/descriptors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::usb {

const Endpoint* Interface::find(TransferType type, bool in) const {
  for (const auto& e : endpoints)
    if (e.type() == type && e.in() == in) return &e;
  return nullptr;
}

const Interface* Configuration::find(u8 number, u8 alternate) const {
  for (const auto& i : interfaces)
    if (i.number == number && i.alternate == alternate) return &i;
  return nullptr;
}

std::string Description::text(u8 index) const {
  const auto found = strings.find(index);
  return found == strings.end() ? std::string{} : found->second;
}

std::optional<DeviceDescriptor> parse_device(std::span<const u8> d, Sentences& said) {
  if (d.size() < 18 || d[0] < 18 || d[1] != static_cast<u8>(DescriptorType::device)) {
    said.push_back(fmt::format("The device descriptor is none: {} bytes, bLength {}, bDescriptorType {}.", d.size(),
                               d.empty() ? 0 : d[0], d.size() < 2 ? 0 : d[1]));
    return std::nullopt;
  }
  DeviceDescriptor r{field16(d, 2),  d[4],           d[5],  d[6],  d[7],  field16(d, 8),
                     field16(d, 10), field16(d, 12), d[14], d[15], d[16], d[17]};
  if (r.max_packet0 != 8 && r.max_packet0 != 16 && r.max_packet0 != 32 && r.max_packet0 != 64) {
    said.push_back(fmt::format("bMaxPacketSize0 is {}; full speed allows 8, 16, 32 and 64.", r.max_packet0));
    return std::nullopt;
  }
  if (!r.configurations) {
    said.push_back("The device has no configuration (bNumConfigurations is 0).");
    return std::nullopt;
  }
  if (r.usb < 0x100 || (r.usb >> 8 & 0xf) > 9)
    said.push_back(fmt::format("bcdUSB is 0x{:04x}, which is no version of USB.", r.usb));
  return r;
}

namespace {

// Walks through the descriptors that came with a configuration.
class ConfigurationParser {
 public:
  ConfigurationParser(Configuration& result, Sentences& said) : result_(result), said_(said) {}

  void take(std::span<const u8> d) {
    switch (static_cast<DescriptorType>(d[1])) {
      case DescriptorType::interface: return interface(d);
      case DescriptorType::endpoint: return endpoint(d);
      case DescriptorType::interface_association: return association(d);
      default: return other(d);
    }
  }

  void end() {
    check_interfaces();
    std::vector<u8> numbers;
    for (const auto& i : result_.interfaces)
      if (std::ranges::find(numbers, i.number) == numbers.end()) numbers.push_back(i.number);
    if (numbers.size() != result_.announced_interfaces)
      say("The configuration announces {} interfaces and describes {}.", result_.announced_interfaces, numbers.size());
    for (const u8 n : numbers)
      if (n >= result_.announced_interfaces) say("Interface number {} is not below bNumInterfaces.", n);
    for (const auto& a : result_.associations)
      for (unsigned n = a.first; n < unsigned{a.first} + a.count; ++n)
        if (std::ranges::find(numbers, n) == numbers.end())
          say("An interface association names interface {}, which is not there.", n);
  }

 private:
  template <typename... A>
  void say(fmt::format_string<A...> format, A&&... a) {
    said_.push_back(fmt::format(format, std::forward<A>(a)...));
  }
  bool too_short(std::span<const u8> d, std::size_t needed, const char* what) {
    if (d.size() >= needed) return false;
    say("An {} descriptor has {} bytes instead of {}.", what, d.size(), needed);
    return true;
  }

  void interface(std::span<const u8> d) {
    if (too_short(d, 9, "interface")) return;
    if (result_.find(d[2], d[3])) say("Interface {} with alternate setting {} is described twice.", d[2], d[3]);
    result_.interfaces.push_back({d[2], d[3], d[5], d[6], d[7], d[8], d[4]});
    within_endpoint_ = false;
  }

  void endpoint(std::span<const u8> d) {
    if (too_short(d, 7, "endpoint")) return;
    if (result_.interfaces.empty()) return say("Endpoint 0x{:02x} comes before any interface.", d[2]);
    Endpoint e{d[2], d[3], field16(d, 4), d[6]};
    auto& owner = result_.interfaces.back();
    if (e.number() == 0 || (e.address & 0x70)) return say("Endpoint address 0x{:02x} makes no sense.", e.address);
    check_packet(e);
    if (std::ranges::any_of(owner.endpoints, [&](const auto& o) { return o.address == e.address; }))
      say("Interface {} has endpoint 0x{:02x} twice.", owner.number, e.address);
    for (const auto& i : result_.interfaces)
      for (const auto& o : i.endpoints)
        if (i.number != owner.number && o.address == e.address)
          say("Interfaces {} and {} both have endpoint 0x{:02x}.", i.number, owner.number, e.address);
    owner.endpoints.push_back(std::move(e));
    within_endpoint_ = true;
  }

  void check_packet(Endpoint& e) {
    const unsigned size = e.max_packet & 0x7ff;
    switch (e.type()) {
      case TransferType::control:
      case TransferType::bulk:  // 5.5.3, 5.8.3
        if (size != 8 && size != 16 && size != 32 && size != 64)
          say("Endpoint 0x{:02x}: wMaxPacketSize is {}; full speed allows 8, 16, 32 and 64.", e.address, e.max_packet);
        break;
      case TransferType::interrupt:  // 5.7.3
        if (size == 0 || size > 64)
          say("Endpoint 0x{:02x}: wMaxPacketSize is {}; full speed allows 1 to 64.", e.address, e.max_packet);
        if (!e.interval) say("Endpoint 0x{:02x}: bInterval is 0; 1 to 255 are allowed.", e.address);
        break;
      case TransferType::isochronous:  // 5.6.3
        if (size > 1023) say("Endpoint 0x{:02x}: wMaxPacketSize is {}; at most 1023.", e.address, e.max_packet);
        if (e.interval < 1 || e.interval > 16) say("Endpoint 0x{:02x}: bInterval is not 1 to 16.", e.address);
        break;
    }
    e.max_packet = static_cast<u16>(size);
  }

  void association(std::span<const u8> d) {
    if (too_short(d, 8, "interface association")) return;
    if (d[3] == 0) return say("An interface association is about no interface at all.");
    result_.associations.push_back({d[2], d[3], d[4], d[5], d[6], d[7]});
  }

  void other(std::span<const u8> d) {
    ClassDescriptor raw(d.begin(), d.end());
    if (result_.interfaces.empty())
      result_.extra.push_back(std::move(raw));
    else if (within_endpoint_)
      result_.interfaces.back().endpoints.back().extra.push_back(std::move(raw));
    else
      result_.interfaces.back().extra.push_back(std::move(raw));
  }

  void check_interfaces() {
    for (const auto& i : result_.interfaces) {
      if (i.announced_endpoints != i.endpoints.size())
        say("Interface {} (alternate {}) announces {} endpoints and describes {}.", i.number, i.alternate,
            i.announced_endpoints, i.endpoints.size());
      if (i.alternate && !result_.find(i.number, 0)) say("Interface {} has no alternate setting 0.", i.number);
    }
  }

  Configuration& result_;
  Sentences& said_;
  bool within_endpoint_ = false;
};

}  // namespace

std::optional<Configuration> parse_configuration(std::span<const u8> d, Sentences& said) {
  if (d.size() < 9 || d[0] < 9 || d[1] != static_cast<u8>(DescriptorType::configuration)) {
    said.push_back(fmt::format("The configuration descriptor is none: {} bytes, bLength {}, bDescriptorType {}.",
                               d.size(), d.empty() ? 0 : d[0], d.size() < 2 ? 0 : d[1]));
    return std::nullopt;
  }
  Configuration result{field16(d, 2), d[4], d[5], d[6], d[7], d[8]};
  if (result.total_length != d.size())
    said.push_back(fmt::format("wTotalLength is {}, but {} bytes came.", result.total_length, d.size()));
  if (!result.value) said.push_back("bConfigurationValue is 0, which means \"not configured\".");
  if (!(result.attributes & 0x80)) said.push_back("bmAttributes of the configuration lacks bit 7, which must be set.");
  ConfigurationParser parser{result, said};
  const std::size_t end = std::min<std::size_t>(d.size(), result.total_length);
  for (std::size_t at = d[0]; at < end; at += d[at]) {
    if (d[at] < 2 || at + d[at] > end) {
      said.push_back(fmt::format("The descriptor at byte {} of the configuration has bLength {}, with {} bytes left.",
                                 at, d[at], end - at));
      break;
    }
    parser.take(d.subspan(at, d[at]));
  }
  parser.end();
  return result;
}

static bool is_string(std::span<const u8> d, Sentences& said) {
  if (d.size() >= 2 && d[1] == static_cast<u8>(DescriptorType::string) && d[0] >= 2 && d[0] <= d.size() &&
      d[0] % 2 == 0)
    return true;
  said.push_back(fmt::format("A string descriptor is none: {} bytes, bLength {}, bDescriptorType {}.", d.size(),
                             d.empty() ? 0 : d[0], d.size() < 2 ? 0 : d[1]));
  return false;
}

std::vector<u16> parse_languages(std::span<const u8> d, Sentences& said) {
  std::vector<u16> result;
  if (!is_string(d, said)) return result;
  for (std::size_t at = 2; at < d[0]; at += 2) result.push_back(field16(d, at));
  return result;
}

static void append_utf8(std::string& text, u32 c) {
  const auto put = [&](u32 byte) { text += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
  if (c < 0x1'0000) return put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
  put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
}

std::optional<std::string> parse_string(std::span<const u8> d, Sentences& said) {
  if (!is_string(d, said)) return std::nullopt;
  std::string text;
  for (std::size_t at = 2; at < d[0]; at += 2) {
    u32 c = field16(d, at);
    if (c >= 0xd800 && c < 0xe000) {  // UTF-16: two halves, the high one first
      const u32 low = at + 4 <= d[0] ? field16(d, at + 2) : 0;
      if (c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        c = 0x1'0000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        at += 2;
      } else {
        said.push_back("A string descriptor has half of a UTF-16 pair.");
        c = 0xfffd;
      }
    }
    append_utf8(text, c < 0x20 || c == 0x7f ? '?' : c);
  }
  return text;
}

}  // namespace emulator::usb
