// Descriptors as text, laid out as lsusb -v does.
#include <fmt/format.h>

#include <array>

#include "emulator/usb/cdc.hpp"
#include "emulator/usb/class_names.hpp"
#include "emulator/usb/descriptor_text.hpp"
#include "emulator/usb/hid_report.hpp"
#include "emulator/usb/midi_descriptors.hpp"

namespace emulator::usb {

void TextDump::line(std::string_view name, std::string_view value, std::string_view remark) {
  text_ += fmt::format("{:{}}{:<22}{:>7}", "", indent_, name, value);
  if (!remark.empty()) text_ += fmt::format(" {}", remark);
  text_ += '\n';
}

void TextDump::title(std::string_view text) { text_ += fmt::format("{:{}}{}:\n", "", indent_, text); }

void TextDump::number(std::string_view name, unsigned value, std::string_view remark) {
  line(name, std::to_string(value), remark);
}

void TextDump::hex(std::string_view name, unsigned value, int digits, std::string_view remark) {
  line(name, fmt::format("0x{:0{}x}", value, digits), remark);
}

void TextDump::version(std::string_view name, u16 bcd) { line(name, fmt::format("{:x}.{:02x}", bcd >> 8, bcd & 0xff)); }

void TextDump::remark(std::string_view text) { text_ += fmt::format("{:{}}{}\n", "", indent_, text); }

void TextDump::bytes(std::string_view name, std::span<const u8> data) {
  std::string s;
  for (const u8 b : data) s += fmt::format("{}{:02x}", s.empty() ? "" : " ", b);
  text_ += fmt::format("{:{}}** {}: {}\n", "", indent_, name, s);
}

namespace {

class Describer {
 public:
  explicit Describer(const Description& d) : d_(d) {}
  std::string text() {
    device();
    return out_.text();
  }

 private:
  void string(std::string_view name, u8 index) { out_.number(name, index, d_.text(index)); }

  void class_codes(std::string_view prefix, u8 c, u8 s, u8 p) {
    out_.number(fmt::format("{}Class", prefix), c, class_name(c));
    out_.number(fmt::format("{}SubClass", prefix), s, subclass_name(c, s));
    out_.number(fmt::format("{}Protocol", prefix), p, protocol_name(c, s, p));
  }

  void device() {
    const auto& v = d_.device;
    out_.title("Device Descriptor");
    const auto in = out_.deeper();
    out_.number("bLength", 18);
    out_.number("bDescriptorType", 1);
    out_.version("bcdUSB", v.usb);
    class_codes("bDevice", v.device_class, v.subclass, v.protocol);
    out_.number("bMaxPacketSize0", v.max_packet0);
    out_.hex("idVendor", v.vendor, 4);
    out_.hex("idProduct", v.product, 4);
    out_.version("bcdDevice", v.release);
    string("iManufacturer", v.manufacturer_string);
    string("iProduct", v.product_string);
    string("iSerial", v.serial_string);
    out_.number("bNumConfigurations", v.configurations);
    configuration();
  }

  void configuration() {
    const auto& c = d_.configuration;
    out_.title("Configuration Descriptor");
    const auto in = out_.deeper();
    out_.number("bLength", 9);
    out_.number("bDescriptorType", 2);
    out_.hex("wTotalLength", c.total_length, 4);
    out_.number("bNumInterfaces", c.announced_interfaces);
    out_.number("bConfigurationValue", c.value);
    string("iConfiguration", c.string);
    out_.hex("bmAttributes", c.attributes, 2);
    {
      const auto deeper = out_.deeper();
      out_.remark(c.attributes & 0x40 ? "Self Powered" : "(Bus Powered)");
      if (c.remote_wakeup()) out_.remark("Remote Wakeup");
    }
    out_.line("MaxPower", fmt::format("{}mA", 2 * c.max_power));
    for (const auto& e : c.extra) out_.bytes("UNRECOGNIZED", e);
    for (const auto& i : c.interfaces) {
      if (!i.alternate)
        for (const auto& a : c.associations)
          if (a.first == i.number) association(a);
      interface(i);
    }
  }

  void association(const InterfaceAssociation& a) {
    out_.title("Interface Association");
    const auto in = out_.deeper();
    out_.number("bLength", 8);
    out_.number("bDescriptorType", 11);
    out_.number("bFirstInterface", a.first);
    out_.number("bInterfaceCount", a.count);
    class_codes("bFunction", a.function_class, a.subclass, a.protocol);
    string("iFunction", a.string);
  }

  void interface(const Interface& i) {
    out_.title("Interface Descriptor");
    const auto in = out_.deeper();
    out_.number("bLength", 9);
    out_.number("bDescriptorType", 4);
    out_.number("bInterfaceNumber", i.number);
    out_.number("bAlternateSetting", i.alternate);
    out_.number("bNumEndpoints", i.announced_endpoints);
    class_codes("bInterface", i.interface_class, i.subclass, i.protocol);
    string("iInterface", i.string);
    for (const auto& e : i.extra) describe_extra(out_, d_, i, e);
    for (const auto& e : i.endpoints) endpoint(i, e);
  }

  void endpoint(const Interface& i, const Endpoint& e) {
    static constexpr std::array<std::string_view, 4> types{"Control", "Isochronous", "Bulk", "Interrupt"};
    out_.title("Endpoint Descriptor");
    const auto in = out_.deeper();
    out_.number("bLength", 7);
    out_.number("bDescriptorType", 5);
    out_.hex("bEndpointAddress", e.address, 2, fmt::format("EP {} {}", e.number(), e.in() ? "IN" : "OUT"));
    out_.number("bmAttributes", e.attributes);
    {
      const auto deeper = out_.deeper();
      out_.line("Transfer Type", "", types[e.attributes & 3]);
    }
    out_.hex("wMaxPacketSize", e.max_packet, 4, fmt::format("1x {} bytes", e.max_packet));
    out_.number("bInterval", e.interval);
    for (const auto& x : e.extra) describe_endpoint_extra(out_, i, x);
  }

  const Description& d_;
  TextDump out_;
};

void describe_cdc(TextDump& out, const ClassDescriptor& d) {
  using cdc::Subtype;
  const auto subtype = d.size() > 2 ? static_cast<Subtype>(d[2]) : Subtype::country;
  if (subtype == Subtype::header && d.size() >= 5) {
    out.title("CDC Header");
    const auto in = out.deeper();
    out.version("bcdCDC", field16(d, 3));
  } else if (subtype == Subtype::call_management && d.size() >= 5) {
    out.title("CDC Call Management");
    const auto in = out.deeper();
    out.hex("bmCapabilities", d[3], 2);
    out.number("bDataInterface", d[4]);
  } else if (subtype == Subtype::acm && d.size() >= 4) {
    out.title("CDC ACM");
    const auto in = out.deeper();
    out.hex("bmCapabilities", d[3], 2);
    const auto deeper = out.deeper();
    if (d[3] & cdc::has_network_connection) out.remark("connection notifications");
    if (d[3] & cdc::has_send_break) out.remark("sends break");
    if (d[3] & cdc::has_line_requests) out.remark("line coding and serial state");
    if (d[3] & cdc::has_comm_feature) out.remark("get/set/clear comm features");
  } else if (subtype == Subtype::union_ && d.size() >= 5) {
    out.title("CDC Union");
    const auto in = out.deeper();
    out.number("bMasterInterface", d[3]);
    for (std::size_t n = 4; n < d.size(); ++n) out.number("bSlaveInterface", d[n]);
  } else {
    out.bytes("UNRECOGNIZED CDC", d);
  }
}

}  // namespace

static void describe_hid(TextDump& out, const Description& all, const Interface& i, const ClassDescriptor& d) {
  out.title("HID Device Descriptor");
  const auto in = out.deeper();
  out.version("bcdHID", field16(d, 2));
  out.number("bCountryCode", d[4]);
  out.number("bNumDescriptors", d[5]);
  for (std::size_t at = 6; at + 3 <= d.size(); at += 3) {
    out.number("bDescriptorType", d[at], d[at] == static_cast<u8>(DescriptorType::hid_report) ? "Report" : "");
    out.number("wDescriptorLength", field16(d, at + 1));
  }
  const auto found = all.report_descriptors.find(i.number);
  if (found == all.report_descriptors.end()) return;
  Sentences said;
  const auto reports = hid::parse_report_descriptor(found->second, said);
  out.title("Report Descriptor");
  const auto deeper = out.deeper();
  for (const auto& f : reports.fields) {
    static constexpr std::array<std::string_view, 3> kinds{"input", "output", "feature"};
    const auto kind = kinds[static_cast<std::size_t>(f.kind)];
    if (f.constant) continue;
    std::string what = f.usages.empty() ? "" : hid::usage_name(f.usages.front());
    if (f.usages.size() > 1) what += " … " + hid::usage_name(f.usages.back());
    out.remark(fmt::format("{}: report {}, bit {}: {} x {} bits, {} to {}: {}{}", hid::usage_name(f.application),
                           f.report, f.bit, f.count, f.size, f.low, f.high, kind, what.empty() ? "" : " of " + what));
  }
}

void describe_extra(TextDump& out, const Description& all, const Interface& i, const ClassDescriptor& d) {
  const bool cs = d[1] == static_cast<u8>(DescriptorType::cs_interface);
  if (cs && i.interface_class == class_code::cdc) return describe_cdc(out, d);
  if (cs && i.interface_class == class_code::audio && i.subclass == 3) return midi::describe(out, d);
  if (d[1] == static_cast<u8>(DescriptorType::hid) && d.size() >= 9) return describe_hid(out, all, i, d);
  out.bytes("UNRECOGNIZED", d);
}

void describe_endpoint_extra(TextDump& out, const Interface& i, const ClassDescriptor& d) {
  if (i.interface_class == class_code::audio && i.subclass == 3) return midi::describe_endpoint(out, d);
  out.bytes("UNRECOGNIZED", d);
}

std::string describe(const Description& d) { return Describer{d}.text(); }

}  // namespace emulator::usb
