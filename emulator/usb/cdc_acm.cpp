#include "emulator/usb/cdc_acm.hpp"

#include <fmt/format.h>

namespace emulator::usb {

namespace {
using namespace std::chrono_literals;

constexpr SerialFormat usual_format{.baud = 115'200};
constexpr Duration after_error = 100ms;

// PSTN 1.2, table 17.
std::vector<u8> line_coding(const SerialFormat& f) {
  return {static_cast<u8>(f.baud),
          static_cast<u8>(f.baud >> 8),
          static_cast<u8>(f.baud >> 16),
          static_cast<u8>(f.baud >> 24),
          static_cast<u8>(f.stop_bits),
          static_cast<u8>(f.parity),
          f.data_bits};
}

SerialFormat format_of(const std::vector<u8>& d) {
  return {.baud = static_cast<u32>(d[0] | d[1] << 8 | d[2] << 16) | u32{d[3]} << 24,
          .data_bits = d[6],
          .parity = static_cast<Parity>(d[5]),
          .stop_bits = static_cast<StopBits>(d[4])};
}

// The data interface: the union says which, else call management, else it is the next one.
const Interface* data_interface(const Configuration& c, const Interface& control, const cdc::Functions& f) {
  std::vector<u8> candidates = f.subordinate_interfaces;
  if (f.has_call_management) candidates.push_back(f.call_data_interface);
  candidates.push_back(static_cast<u8>(control.number + 1));
  for (const u8 n : candidates)
    if (const auto* i = c.find(n); i && i->interface_class == class_code::cdc_data) return i;
  return nullptr;
}

}  // namespace

DriverFactory CdcAcm::factory(ConsoleSet& consoles) {
  return [&consoles](const DriverContext& context) -> std::unique_ptr<ClassDriver> {
    const auto& i = context.interface;
    if (i.interface_class != class_code::cdc || i.subclass != cdc::subclass_acm) return nullptr;
    Sentences said;
    const auto functions = cdc::parse_functions(i, said);
    for (const auto& s : said) context.complain(s);
    const auto* data = data_interface(context.description.configuration, i, functions);
    if (!data || !data->find(TransferType::bulk, true) || !data->find(TransferType::bulk, false)) {
      context.complain(fmt::format("Interface {} is a serial port without a data interface.", i.number));
      return nullptr;
    }
    return std::unique_ptr<ClassDriver>(new CdcAcm(context, *data, functions.acm_capabilities, consoles.free_port()));
  };
}

CdcAcm::CdcAcm(const DriverContext& context, const Interface& data, u8 capabilities, ConsoleSet::Port& port)
    : ClassDriver(context, {context.interface.number, data.number}),
      port_(port),
      capabilities_(capabilities),
      in_(open_pipe(context.bus, data, TransferType::bulk, true, [this](Outcome o) { received(o); })),
      out_(open_pipe(context.bus, data, TransferType::bulk, false, [this](Outcome o) { sent(o); })),
      notification_(
          open_pipe(context.bus, context.interface, TransferType::interrupt, true, [this](Outcome o) { notified(o); })),
      again_(context.bus.scheduler(), port.console.name() + ".again", [this] { go_on(); }) {
  port_.taken = true;
  port_.bind({[this] { send(); }, [this](const HostLines& l) { set_lines(l); },
              [this](const SerialFormat& f) { set_format(f); }});
}

CdcAcm::~CdcAcm() {
  port_.bind({});
  port_.taken = false;
}

void CdcAcm::start() {
  const auto wanted = port_.console.host_format();
  set_format(wanted.baud ? wanted : usual_format);
  const auto lines = port_.lines();
  lines_ = {!lines.dtr, !lines.rts, false};  // so that it is said in any case
  set_lines(lines);
  if (notification_) notification_->read(notification_->max_packet());
}

void CdcAcm::set_format(const SerialFormat& format) {
  if (!format.baud || format == format_) return;
  format_ = format;
  request_out(cdc::set_line_coding, 0, line_coding(format));
}

void CdcAcm::set_lines(const HostLines& lines) {
  const HostLines before = lines_;
  lines_ = lines;
  if (lines.dtr != before.dtr || lines.rts != before.rts)
    request_out(cdc::set_control_line_state, static_cast<u16>(lines.dtr | lines.rts << 1));
  if (lines.sends_break != before.sends_break && (capabilities_ & cdc::has_send_break))
    request_out(cdc::send_break, lines.sends_break ? 0xffff : 0);  // until told otherwise
  receive();
}

void CdcAcm::answered(const ControlReply& r) {
  if (r.setup.request == cdc::set_line_coding && r.outcome == Outcome::ok) {
    port_.console.set_format(format_of(r.data));
  } else if (r.setup.request == cdc::set_control_line_state) {  // a refusal changes nothing for the data
    started_ = true;
    receive();
    send();
  }
}

void CdcAcm::receive() {
  if (!started_ || !in_ || in_->busy() || !lines_.dtr) return;
  in_->read(in_->max_packet());
}

void CdcAcm::received(Outcome outcome) {
  if (outcome != Outcome::ok) return trouble(*in_, outcome);
  const auto data = in_->data();
  port_.console.output(data);
  receive();
}

// A device may gather packets until one is short, which a computer's driver makes of the end of each of its program's
// writes. Here writes have run together; so that such a device gets the end, no burst ends with a full packet.
void CdcAcm::send() {
  if (!started_ || !out_ || out_->busy() || unsent_ || !port_.console.waiting()) return;
  const std::size_t full = out_->max_packet();
  const std::size_t most = port_.console.waiting() == full && full > 1 ? full - 1 : full;
  std::vector<u8> packet;
  while (packet.size() < most) {
    const auto byte = port_.console.take();
    if (!byte) break;
    packet.push_back(*byte);
  }
  out_->write(std::move(packet));
}

void CdcAcm::sent(Outcome outcome) {
  if (outcome != Outcome::ok) return trouble(*out_, outcome);
  send();
}

// CDC 1.2, 6.3: eight bytes as a setup packet's, then as many more as wLength says. They come in packets of any size.
void CdcAcm::notified(Outcome outcome) {
  if (outcome != Outcome::ok) {
    notice_.clear();
    return trouble(*notification_, outcome);
  }
  const auto& packet = notification_->data();
  notice_.insert(notice_.end(), packet.begin(), packet.end());
  if (notice_.size() >= 8) {
    const std::size_t whole = 8u + field16(notice_, 6);
    if (notice_.size() >= whole) {
      notice();
      notice_.clear();
    }
  } else if (packet.empty()) {
    notice_.clear();
  }
  notification_->read(notification_->max_packet());
}

void CdcAcm::notice() {
  if (notice_[1] != cdc::serial_state || notice_.size() < 10) return;
  const u8 state = notice_[8];  // PSTN 1.2, table 31
  auto lines = port_.console.guest_lines();
  lines.dcd = state & 1;
  lines.dsr = state & 2;
  lines.sends_break = state & 4;
  lines.ring = state & 8;
  port_.console.set_guest_lines(lines);
}

void CdcAcm::trouble(DataPipe& pipe, Outcome outcome) {
  if (outcome == Outcome::stall) {
    unsent_ |= &pipe == out_.get();
    return clear_halt(pipe);
  }
  context_.complain(fmt::format("{}: endpoint 0x{:02x}: {}.", port_.console.name(), pipe.key(), to_string(outcome)));
  unsent_ |= &pipe == out_.get();
  again_.after(after_error);
}

void CdcAcm::resend() {
  unsent_ = false;
  auto packet = out_->data();
  out_->write(std::move(packet));
}

void CdcAcm::go_on() {
  if (unsent_) resend();
  receive();
  send();
  if (started_ && notification_ && !notification_->busy()) notification_->read(notification_->max_packet());
}

void CdcAcm::halt_cleared(u8 endpoint, Outcome) {
  if (out_ && endpoint == out_->key()) {
    out_->reset_toggle();
    resend();
  } else if (in_ && endpoint == in_->key()) {
    in_->reset_toggle();
    receive();
  } else if (notification_ && endpoint == notification_->key()) {
    notification_->reset_toggle();
    notification_->read(notification_->max_packet());
  }
}

void CdcAcm::serialize(State& state) {
  state.section("CDC-ACM");
  state(started_, unsent_, lines_.dtr, lines_.rts, lines_.sends_break);
  state(format_.baud, format_.data_bits, format_.parity, format_.stop_bits);
  state(notice_, *in_, *out_, again_, port_.console);
  if (notification_) state(*notification_);
}

}  // namespace emulator::usb
