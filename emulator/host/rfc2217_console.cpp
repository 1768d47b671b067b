#include "emulator/host/rfc2217_console.hpp"

namespace emulator {

Rfc2217Console::Rfc2217Console(boost::asio::io_context& io, Console& console, Options options)
    : console_(console),
      options_(std::move(options)),
      both_on_(io),
      listener_(io, options_.endpoint, {[this](auto& socket) { return accept(socket); }, options_.say}) {}

Rfc2217Console::~Rfc2217Console() { leave(); }

bool Rfc2217Console::accept(TcpListener::Socket& socket) {
  if (connected()) return false;
  server_ = std::make_unique<rfc2217::Server>(options_.signature, server_events());
  client_ = std::make_shared<Client>(
      std::move(socket), console_,
      Client::Options{.name = fmt::format("the client of {}", endpoint()), .patience = options_.patience},
      client_hooks());
  console_.set_lines({.dtr = true, .rts = true});  // as opening a serial port does
  server_->start(console_.format(), console_.guest_lines(), console_.lines());
  client_->start();
  return true;
}

rfc2217::Server::Events Rfc2217Console::server_events() {
  return {.data = [this](Client::Bytes b) { console_.input(b); },
          .format = [this](const SerialFormat& f) { console_.set_host_format(f); },
          .lines = [this](const HostLines& l) { lines_asked(l); },
          .purge =
              [this](bool from_device, bool to_device) {
                if (from_device) client_->purge_output();
                if (to_device) console_.purge_input();
              },
          .suspend = [this](bool on) { client_->suspend(on); },
          .send = [this](Client::Bytes b) { client_->send(b); }};
}

void Rfc2217Console::lines_asked(const HostLines& lines) {
  kept_back_.reset();
  both_on_.cancel();
  const HostLines& now = console_.lines();
  if (!now.rts || now.dtr || !lines.rts || !lines.dtr || lines.sends_break) return console_.set_lines(lines);
  kept_back_ = std::make_shared<HostLines>(lines);
  both_on_.expires_after(options_.both_on);
  both_on_.async_wait([this, kept = std::weak_ptr(kept_back_)](const auto&) {
    if (const auto late = kept.lock()) console_.set_lines(*late);
  });
}

Rfc2217Console::Client::Hooks Rfc2217Console::client_hooks() {
  return {.received = [this](Client::Bytes b) { server_->receive(b); },
          .encode = [this](Client::Bytes b, std::vector<std::uint8_t>& out) { server_->encode(b, out); },
          .line_state = [this](const SerialFormat& f, const GuestLines& l) { server_->device_changed(f, l); },
          .read_ended = [this](const auto&) { leave(); },
          .write_failed = [this](const auto&) { leave(); },
          .say = options_.say};
}

void Rfc2217Console::leave() {
  if (!client_) return;
  kept_back_.reset();
  both_on_.cancel();
  client_->stop();
  client_.reset();
  server_.reset();
  if (!console_.in_use()) console_.set_lines({});
}

}  // namespace emulator
