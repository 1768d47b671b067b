#include <catch2/catch.hpp>

#include "emulator/usb/descriptors.hpp"

#include "emulator/usb/cdc.hpp"
#include "tests/emulator/usb/software_device.hpp"

namespace {

Bytes device_descriptor() { return {18, 1, 0, 2, 0xef, 2, 1, 64, 0x8a, 0x2e, 5, 0, 0, 1, 1, 2, 3, 1}; }

Sentences about(const Bytes& inner, u8 interfaces) {
  Sentences said;
  parse_configuration(configuration_around(inner, interfaces), said);
  return said;
}

bool contains(const Sentences& said, std::string_view sentence) {
  return std::ranges::find(said, sentence) != said.end();
}

}  // namespace

TEST_CASE("usb descriptors: a good configuration has no complaints", "[usb]") {
  Sentences said;
  const auto c = parse_configuration(configuration_around(cdc_interfaces(), 2, 0xa0), said);
  REQUIRE(c);
  CHECK(said.empty());
  CHECK(c->associations.size() == 1);
  REQUIRE(c->interfaces.size() == 2);
  CHECK(c->interfaces[0].extra.size() == 4);
  CHECK(c->remote_wakeup());
  CHECK(c->find(1)->find(TransferType::bulk, true)->address == 0x82);
  const auto f = cdc::parse_functions(c->interfaces[0], said);
  CHECK(f.cdc == 0x120);
  CHECK(f.acm_capabilities == 6);
  CHECK(f.subordinate_interfaces == Bytes{1});
}

TEST_CASE("usb descriptors: nonsense in a device descriptor is said", "[usb]") {
  Sentences said;
  auto d = device_descriptor();
  d[7] = 63;
  CHECK_FALSE(parse_device(d, said));
  CHECK(said == Sentences{"bMaxPacketSize0 is 63; full speed allows 8, 16, 32 and 64."});
  said.clear();
  d = device_descriptor();
  d[17] = 0;
  CHECK_FALSE(parse_device(d, said));
  CHECK(said == Sentences{"The device has no configuration (bNumConfigurations is 0)."});
  said.clear();
  CHECK_FALSE(parse_device(Bytes{18}, said));
  CHECK(said == Sentences{"The device descriptor is none: 1 bytes, bLength 18, bDescriptorType 0."});
  CHECK_FALSE(parse_device({}, said));
}

TEST_CASE("usb descriptors: nonsense in a configuration is said, the rest is used", "[usb]") {
  CHECK(contains(about({9, 4, 0, 0, 1, 255, 0, 0, 0}, 1),
                 "Interface 0 (alternate 0) announces 1 endpoints and describes 0."));
  CHECK(contains(about({9, 4, 0, 0, 0, 255, 0, 0, 0}, 2), "The configuration announces 2 interfaces and describes 1."));
  CHECK(contains(about({9, 4, 3, 0, 0, 255, 0, 0, 0}, 1), "Interface number 3 is not below bNumInterfaces."));
  CHECK(contains(about({7, 5, 0x81, 2, 64, 0, 0}, 0), "Endpoint 0x81 comes before any interface."));
  CHECK(contains(about({9, 4, 0, 0, 1, 255, 0, 0, 0, 7, 5, 0x81, 2, 0, 2, 0}, 1),
                 "Endpoint 0x81: wMaxPacketSize is 512; full speed allows 8, 16, 32 and 64."));
  CHECK(contains(about({9, 4, 0, 0, 1, 255, 0, 0, 0, 7, 5, 0x81, 3, 8, 0, 0}, 1),
                 "Endpoint 0x81: bInterval is 0; 1 to 255 are allowed."));
  CHECK(contains(about({9, 4, 0, 0, 1, 255, 0, 0, 0, 7, 5, 0x80, 3, 8, 0, 1}, 1),
                 "Endpoint address 0x80 makes no sense."));
  CHECK(contains(about({9, 4, 0, 0, 1, 255, 0, 0, 0, 7, 5, 0x81, 2, 64, 0, 0,  //
                        9, 4, 1, 0, 1, 255, 0, 0, 0, 7, 5, 0x81, 2, 64, 0, 0},
                       2),
                 "Interfaces 0 and 1 both have endpoint 0x81."));
  CHECK(contains(about({9, 4, 0, 0, 0, 255, 0, 0, 0, 0, 5}, 1),
                 "The descriptor at byte 18 of the configuration has bLength 0, with 2 bytes left."));
  CHECK(contains(about({8, 11, 1, 2, 2, 2, 0, 0, 9, 4, 0, 0, 0, 255, 0, 0, 0}, 1),
                 "An interface association names interface 1, which is not there."));
  CHECK(contains(about({9, 4, 0, 1, 0, 255, 0, 0, 0}, 1), "Interface 0 has no alternate setting 0."));
}

TEST_CASE("usb descriptors: any bytes are survived", "[usb]") {
  const Bytes good = configuration_around(cdc_interfaces(), 2);
  u32 random = 1;
  for (int n = 0; n < 20000; ++n) {
    Bytes d = good;
    for (int k = 0; k < 3; ++k) {
      random = random * 1664525 + 1013904223;
      d[(random >> 16) % d.size()] = static_cast<u8>(random >> 8);
    }
    random = random * 1664525 + 1013904223;
    if (random >> 30 == 0) d.resize((random >> 8) % d.size());
    Sentences said;
    if (const auto c = parse_configuration(d, said)) {
      for (const auto& i : c->interfaces) cdc::parse_functions(i, said);
      describe({{}, *c});
    }
    parse_device(d, said);
    parse_string(d, said);
    parse_languages(d, said);
  }
}

TEST_CASE("usb descriptors: strings are UTF-16", "[usb]") {
  Sentences said;
  CHECK(parse_string(string_descriptor(u"\u20ac\U0001f40d"), said) == "€🐍");
  CHECK(said.empty());
  CHECK(parse_string(Bytes{4, 3, 0x00, 0xd8}, said) == "\xef\xbf\xbd");
  CHECK(said == Sentences{"A string descriptor has half of a UTF-16 pair."});
  CHECK_FALSE(parse_string(Bytes{3, 3, 1}, said));
}

TEST_CASE("usb descriptors: the text reads as lsusb's", "[usb]") {
  Sentences said;
  Description d{*parse_device(device_descriptor(), said),
                *parse_configuration(configuration_around(cdc_interfaces(), 2), said)};
  d.strings = {{1, "MicroPython"}, {4, "Board CDC"}};
  const auto text = describe(d);
  CHECK(
      text.starts_with("Device Descriptor:\n"
                       "  bLength                    18\n"
                       "  bDescriptorType             1\n"
                       "  bcdUSB                   2.00\n"
                       "  bDeviceClass              239 Miscellaneous\n"
                       "  bDeviceSubClass             2 Common\n"
                       "  bDeviceProtocol             1 Interface Association\n"
                       "  bMaxPacketSize0            64\n"
                       "  idVendor               0x2e8a\n"
                       "  idProduct              0x0005\n"
                       "  bcdDevice                1.00\n"
                       "  iManufacturer               1 MicroPython\n"));
  CHECK(text.find("    MaxPower                250mA\n") != text.npos);
  CHECK(text.find("      CDC Union:\n"
                  "        bMasterInterface            0\n"
                  "        bSlaveInterface             1\n") != text.npos);
  CHECK(text.find("        bEndpointAddress         0x82 EP 2 IN\n"
                  "        bmAttributes                2\n"
                  "          Transfer Type                 Bulk\n"
                  "        wMaxPacketSize         0x0040 1x 64 bytes\n") != text.npos);
}
