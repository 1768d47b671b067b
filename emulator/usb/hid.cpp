#include "emulator/usb/hid.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::usb {

namespace {
using namespace std::chrono_literals;
constexpr u8 set_report = 9, set_idle = 0x0a;  // 7.2
constexpr u16 output_report = 2;
constexpr Duration after_error = 100ms;

// 6.2.1: the class descriptor says how long the report descriptor is.
std::optional<u16> descriptor_size(const Interface& i) {
  for (const auto& d : i.extra)
    if (d[1] == static_cast<u8>(DescriptorType::hid) && d.size() >= 9)
      for (std::size_t at = 6; at + 3 <= d.size(); at += 3)
        if (d[at] == static_cast<u8>(DescriptorType::hid_report)) return field16(d, at + 1);
  return std::nullopt;
}
}  // namespace

DriverFactory Hid::factory(HidListener listener) {
  return [listener](const DriverContext& context) -> std::unique_ptr<ClassDriver> {
    const auto& i = context.interface;
    if (i.interface_class != class_code::hid) return nullptr;
    const auto size = descriptor_size(i);
    if (!size || !i.find(TransferType::interrupt, true)) {
      context.complain(
          fmt::format("Interface {} is HID without a {}.", i.number,
                      size ? "pipe for reports" : "descriptor that says how long its report descriptor is"));
      return nullptr;
    }
    return std::unique_ptr<ClassDriver>(new Hid(context, listener, *size));
  };
}

Hid::Hid(const DriverContext& context, HidListener listener, u16 size)
    : ClassDriver(context, {context.interface.number}),
      listener_(std::move(listener)),
      descriptor_size_(size),
      in_(open_pipe(context.bus, context.interface, TransferType::interrupt, true, [this](Outcome o) { received(o); })),
      out_(open_pipe(context.bus, context.interface, TransferType::interrupt, false, [this](Outcome o) { sent(o); })),
      again_(context.bus.scheduler(), "usb.hid again", [this] { read(); }) {}

void Hid::start() {
  request_out(set_idle, 0);  // report changes only; devices may refuse
  const u16 value = static_cast<u16>(static_cast<u8>(DescriptorType::hid_report) << 8);
  request({request_type::in | request_type::interface, static_cast<u8>(Request::get_descriptor), value,
           interfaces().front(), descriptor_size_});
}

void Hid::answered(const ControlReply& r) {
  if (r.setup.request != static_cast<u8>(Request::get_descriptor)) return;
  if (r.outcome != Outcome::ok)
    return context_.complain(fmt::format("Interface {} does not send its report descriptor ({}).", interfaces().front(),
                                         to_string(r.outcome)));
  understand(r.data, true);
  read();
}

void Hid::understand(std::vector<u8> descriptor, bool aloud) {
  descriptor_ = std::move(descriptor);
  context_.description.report_descriptors[interfaces().front()] = descriptor_;
  Sentences said;
  reports_ = hid::parse_report_descriptor(descriptor_, said);
  if (!aloud) return;
  for (const auto& s : said) context_.complain(s);
}

void Hid::read() {
  if (in_->busy() || descriptor_.empty()) return;
  u32 most = in_->max_packet();
  for (const auto& f : reports_.fields)
    if (f.kind == hid::Field::Kind::input)
      most = std::max(most, (f.bit + f.size * f.count + 7) / 8 + reports_.numbered);
  in_->read(most);
}

void Hid::received(Outcome outcome) {
  if (outcome == Outcome::stall) return clear_halt(*in_);
  if (outcome != Outcome::ok) return again_.after(after_error);
  const std::vector<u8> data = in_->data();
  const bool numbered = reports_.numbered;
  if (!data.empty()) report(std::span{data}.subspan(numbered), numbered ? data[0] : u8{0});
  read();
}

void Hid::report(std::span<const u8> now, u8 number) {
  const auto bits = reports_.input_bits(number);
  if (bits == 0)
    return context_.complain(
        fmt::format("Interface {} sends report {}, which its descriptor does not know.", interfaces().front(), number));
  if (now.size() * 8 < bits)
    context_.complain(fmt::format("Interface {} sends report {} with {} bytes instead of {}.", interfaces().front(),
                                  number, now.size(), (bits + 7) / 8));
  auto& last = last_[number];
  const auto before = std::move(last);
  last.assign(now.begin(), now.end());
  for (const auto& f : reports_.fields) {
    if (f.kind != hid::Field::Kind::input || f.report != number || f.constant) continue;
    if (f.variable)
      variables(f, now, before);
    else
      array(f, now, before);
  }
}

void Hid::variables(const hid::Field& f, std::span<const u8> now, std::span<const u8> before) {
  for (u32 n = 0; n < f.count; ++n) {
    const i32 value = hid::value_at(now, f, n);
    if (f.relative ? value != 0 : value != hid::value_at(before, f, n)) tell(f, f.usage(n), value);
  }
}

// 6.2.2.5: an array holds the numbers of the keys that are down.
void Hid::array(const hid::Field& f, std::span<const u8> now, std::span<const u8> before) {
  const auto held = [&f](std::span<const u8> report) {
    std::vector<hid::Usage> down;
    if (report.empty()) return down;
    for (u32 n = 0; n < f.count; ++n) {
      const i64 index = i64{hid::value_at(report, f, n)} - f.low;
      if (index < 0 || static_cast<std::size_t>(index) >= f.usages.size()) continue;
      const auto usage = f.usages[static_cast<std::size_t>(index)];
      if ((usage & 0xffff) && (usage >> 16 != 7 || (usage & 0xffff) > 3)) down.push_back(usage);  // 1 … 3: errors
    }
    return down;
  };
  const auto down = held(now), was_down = held(before);
  for (const auto u : was_down)
    if (std::ranges::find(down, u) == down.end()) tell(f, u, 0);
  for (const auto u : down)
    if (std::ranges::find(was_down, u) == was_down.end()) tell(f, u, 1);
}

void Hid::tell(const hid::Field& f, hid::Usage usage, i32 value) {
  if (listener_) listener_({interfaces().front(), hid::usage_name(f.application), hid::usage_name(usage), value});
}

void Hid::send(std::vector<u8> data) {
  if (!out_) {
    const u8 number = reports_.numbered && !data.empty() ? data[0] : u8{0};
    return request_out(set_report, static_cast<u16>(output_report << 8 | number), std::move(data));
  }
  to_send_.push_back(std::move(data));
  if (!out_->busy()) out_->write(to_send_.front());
}

void Hid::sent(Outcome outcome) {
  if (outcome == Outcome::stall) return clear_halt(*out_);
  if (outcome != Outcome::ok) context_.complain(fmt::format("A HID report was not taken: {}.", to_string(outcome)));
  to_send_.erase(to_send_.begin());
  if (!to_send_.empty()) out_->write(to_send_.front());
}

void Hid::halt_cleared(u8 endpoint, Outcome) {
  if (endpoint == in_->key()) {
    in_->reset_toggle();
    read();
  } else if (out_) {
    out_->reset_toggle();
    if (!to_send_.empty()) out_->write(to_send_.front());
  }
}

void Hid::serialize(State& state) {
  state.section("HID");
  state(descriptor_);
  if (state.loading() && !descriptor_.empty()) understand(descriptor_, false);
  std::vector<u8> numbers;
  for (const auto& [number, report] : last_) numbers.push_back(number);
  state(numbers);
  for (const u8 n : numbers) state(last_[n]);
  state(to_send_, *in_, again_);
  if (out_) state(*out_);
}

}  // namespace emulator::usb
