#include "emulator/usb/host.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::usb {

namespace {
using namespace std::chrono_literals;
constexpr Duration settle_time = 2ms;
constexpr u8 attempts = 3;
constexpr u16 english = 0x0409;
constexpr u16 host_client = 0;
}  // namespace

Host::Host(Scheduler& scheduler, const std::string& name, DevicePort& port)
    : bus_(scheduler, name, port), control_(bus_), settled_(scheduler, name + ".settled", [this] {
        step_ = Step::device_descriptor;
        get_descriptor(DescriptorType::device, 0, 0, 18);
      }) {
  bus_.listen({[this] { attached(); }, [this] { gone(); }, [this] { was_reset(); }, {}});
  control_.add_client(host_client, [this](const ControlReply& r) { reply(r); });
}

Host::~Host() = default;

void Host::complain(const std::string& sentence) {
  if (std::ranges::find(complaints_, sentence) != complaints_.end()) return;
  complaints_.push_back(sentence);
  if (on_complaint) on_complaint(sentence);
}

void Host::hear(const Sentences& said) {
  for (const auto& s : said) complain(s);
}

void Host::attached() {
  complaints_.clear();
  attempts_ = 0;
  if (bus_.port().speed() == Speed::low) {
    step_ = Step::failed;
    return complain("The USB device is a low-speed one; this host's port speaks full speed only.");
  }
  step_ = Step::first_reset;
  bus_.reset();
}

void Host::gone() {
  const bool told = configured();
  settled_.cancel();
  control_.abort();
  drivers_.clear();
  description_ = {};
  step_ = Step::nothing;
  if (told && on_gone) on_gone();
}

void Host::was_reset() {
  control_.abort();
  if (step_ == Step::first_reset) {
    control_.set_max_packet(64);
    step_ = Step::short_device_descriptor;
    get_descriptor(DescriptorType::device, 0, 0, 64);
  } else if (step_ == Step::second_reset) {
    address_ = address_ % 127 + 1;
    step_ = Step::set_address;
    control_.request(host_client, {0, static_cast<u8>(Request::set_address), address_, 0, 0});
  }
}

void Host::get_descriptor(DescriptorType type, u8 index, u16 language, u16 length) {
  const u16 value = static_cast<u16>(static_cast<u8>(type) << 8 | index);
  control_.request(host_client, {request_type::in, static_cast<u8>(Request::get_descriptor), value, language, length});
}

// A device that makes no sense gets another chance after another reset.
void Host::failed(const std::string& why) {
  if (++attempts_ < attempts) {
    step_ = Step::first_reset;
    return bus_.reset();
  }
  step_ = Step::failed;
  complain(why + " Given up until it is attached anew.");
}

void Host::reply(const ControlReply& r) {
  if (step_ == Step::configured) {  // SET_FEATURE before suspending
    if (r.setup.request == static_cast<u8>(Request::set_feature)) bus_.suspend();
    return;
  }
  const bool optional = step_ == Step::languages || step_ == Step::string;
  if (r.outcome != Outcome::ok && !optional)
    return failed(fmt::format("The USB device cannot be set up: {} for request {} (wValue 0x{:04x}).",
                              to_string(r.outcome), r.setup.request, r.setup.value));
  switch (step_) {
    case Step::short_device_descriptor: return short_descriptor(r.data);
    case Step::set_address:
      bus_.set_address(address_);
      step_ = Step::settle;
      return settled_.after(settle_time);
    case Step::device_descriptor: return device_descriptor(r.data);
    case Step::configuration_head: return configuration_head(r.data);
    case Step::configuration: return configuration(r.data);
    case Step::languages: {
      Sentences said;
      const auto languages = r.outcome == Outcome::ok ? parse_languages(r.data, said) : std::vector<u16>{};
      hear(said);
      if (languages.empty()) wanted_strings_.clear();
      const bool has_english = std::ranges::find(languages, english) != languages.end();
      language_ = has_english || languages.empty() ? english : languages.front();
      step_ = Step::string;
      return next_string();
    }
    case Step::string: {
      Sentences said;
      const u8 index = static_cast<u8>(r.setup.value);
      if (r.outcome != Outcome::ok)
        complain(
            fmt::format("String {} is announced, but the device does not send it ({}).", index, to_string(r.outcome)));
      else if (auto text = parse_string(r.data, said))
        description_.strings[index] = std::move(*text);
      hear(said);
      return next_string();
    }
    case Step::set_configuration:
      step_ = Step::configured;
      bind();
      for (auto& d : drivers_) d->start();
      if (on_configured) on_configured();
      return;
    default: return;
  }
}

void Host::short_descriptor(const std::vector<u8>& data) {
  const u8 size = data.size() >= 8 ? data[7] : 0;
  if (size != 8 && size != 16 && size != 32 && size != 64)
    return failed(
        fmt::format("The USB device's first descriptor has {} bytes and bMaxPacketSize0 {}.", data.size(), size));
  control_.set_max_packet(size);
  step_ = Step::second_reset;
  bus_.reset();
}

void Host::device_descriptor(const std::vector<u8>& data) {
  Sentences said;
  const auto parsed = parse_device(data, said);
  if (!parsed) return failed(said.front());
  hear(said);
  description_ = {*parsed, {}, {}, {}};
  raw_device_ = data;
  step_ = Step::configuration_head;
  get_descriptor(DescriptorType::configuration, 0, 0, 9);
}

void Host::configuration_head(const std::vector<u8>& data) {
  if (data.size() < 9 || field16(data, 2) < 9)
    return failed(fmt::format("The USB device's configuration descriptor has {} bytes.", data.size()));
  step_ = Step::configuration;
  get_descriptor(DescriptorType::configuration, 0, 0, field16(data, 2));
}

void Host::configuration(const std::vector<u8>& data) {
  Sentences said;
  const auto parsed = parse_configuration(data, said);
  if (!parsed) return failed(said.front());
  hear(said);
  description_.configuration = *parsed;
  raw_configuration_ = data;

  std::vector<u8> strings{description_.device.manufacturer_string, description_.device.product_string,
                          description_.device.serial_string, parsed->string};
  for (const auto& a : parsed->associations) strings.push_back(a.string);
  for (const auto& i : parsed->interfaces) strings.push_back(i.string);
  std::ranges::sort(strings, std::greater{});
  strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
  std::erase(strings, 0);
  wanted_strings_ = std::move(strings);  // taken from the end
  step_ = Step::languages;
  if (wanted_strings_.empty()) return next_string();
  get_descriptor(DescriptorType::string, 0, 0, 255);
}

void Host::next_string() {
  if (wanted_strings_.empty()) return set_configuration();
  const u8 index = wanted_strings_.back();
  wanted_strings_.pop_back();
  get_descriptor(DescriptorType::string, index, language_, 255);
}

void Host::set_configuration() {
  step_ = Step::set_configuration;
  control_.request(host_client,
                   {0, static_cast<u8>(Request::set_configuration), description_.configuration.value, 0, 0});
}

std::unique_ptr<ClassDriver> Host::find_driver(const Interface& interface, u16 client) {
  const DriverContext context{bus_,         control_,  client,
                              description_, interface, [this](const std::string& s) { complain(s); }};
  for (const auto& factory : factories_)
    if (auto driver = factory(context)) return driver;
  return nullptr;
}

void Host::bind() {
  std::vector<u8> taken;
  for (const auto& interface : description_.configuration.interfaces) {
    if (interface.alternate || std::ranges::find(taken, interface.number) != taken.end()) continue;
    auto driver = find_driver(interface, static_cast<u16>(drivers_.size() + 1));
    if (!driver) continue;
    taken.insert(taken.end(), driver->interfaces().begin(), driver->interfaces().end());
    drivers_.push_back(std::move(driver));
  }
}

std::vector<std::string> Host::interfaces() const {
  std::vector<std::string> lines;
  if (!configured()) return lines;
  for (const auto& i : description_.configuration.interfaces) {
    if (i.alternate) continue;
    const auto name = description_.text(i.string);
    std::string line = fmt::format("{}: ", i.number);
    const auto driver = std::ranges::find_if(
        drivers_, [&](const auto& d) { return std::ranges::count(d->interfaces(), i.number) > 0; });
    if (driver != drivers_.end())
      line += (*driver)->name();
    else
      line += fmt::format("no driver for class 0x{:02x}, subclass 0x{:02x}, protocol 0x{:02x}", i.interface_class,
                          i.subclass, i.protocol);
    lines.push_back(name.empty() ? line : line + " (" + name + ")");
  }
  return lines;
}

std::string Host::text() const { return configured() ? describe(description_) : std::string{}; }

// The device may wake the bus only if it was told so before (9.4.9).
void Host::suspend() {
  if (!configured()) return;
  if (!description_.configuration.remote_wakeup()) return bus_.suspend();
  control_.request(host_client, {0, static_cast<u8>(Request::set_feature), device_remote_wakeup, 0, 0});
}

void Host::serialize(State& state) {
  state.section("USB host");
  if (state.loading()) {
    drivers_.clear();
    description_ = {};
  }
  bus_.serialize(state);
  control_.serialize(state);
  state(step_, attempts_, address_, language_, raw_device_, raw_configuration_, wanted_strings_, complaints_, settled_);
  std::vector<u8> indices;
  for (const auto& [index, text] : description_.strings) indices.push_back(index);
  state(indices);
  for (const u8 index : indices) state(description_.strings[index]);
  if (state.loading()) load(state);
  for (auto& d : drivers_) d->serialize(state);
}

void Host::load(State&) {
  if (step_ <= Step::device_descriptor || step_ == Step::failed) return;
  Sentences said;  // were said before
  const auto device = parse_device(raw_device_, said);
  if (!device) throw StateError("the snapshot's USB device descriptor makes no sense");
  description_.device = *device;
  if (step_ <= Step::configuration) return;
  const auto configuration = parse_configuration(raw_configuration_, said);
  if (!configuration) throw StateError("the snapshot's USB configuration makes no sense");
  description_.configuration = *configuration;
  if (step_ == Step::configured) bind();
}

}  // namespace emulator::usb
