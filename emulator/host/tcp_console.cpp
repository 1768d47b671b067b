#include "emulator/host/tcp_console.hpp"

#include <algorithm>

namespace emulator {

TcpConsole::TcpConsole(boost::asio::io_context& io, Console& console, Options options)
    : console_(console),
      options_(std::move(options)),
      seen_output_(console.total_output()),
      listener_(io, options_.endpoint, {[this](auto& socket) { return accept(socket); }, options_.say}) {}

TcpConsole::~TcpConsole() { leave(); }

bool TcpConsole::accept(TcpListener::Socket& socket) {
  if (connected()) return false;
  leave();
  const auto read_ended = [this](const boost::system::error_code& error) {
    half_closed_ = error == boost::asio::error::eof;
    if (!half_closed_) leave();
  };
  const auto name = fmt::format("the client of {}", endpoint());
  client_ = std::make_shared<Client>(std::move(socket), console_,
                                     Client::Options{.name = name, .patience = options_.patience},
                                     Client::Hooks{.received = {},
                                                   .encode = {},
                                                   .line_state = {},
                                                   .read_ended = read_ended,
                                                   .write_failed = [this](const auto&) { leave(); },
                                                   .say = options_.say});
  half_closed_ = false;
  const auto scrollback = console_.scrollback();
  const auto missed = std::min<std::uint64_t>(console_.total_output() - seen_output_, scrollback.size());
  client_->start(options_.replay_missed ? scrollback.last(missed) : Client::Bytes{});
  console_.set_lines({.dtr = true, .rts = true});
  return true;
}

void TcpConsole::leave() {
  if (!client_) return;
  seen_output_ = console_.total_output() - std::min<std::uint64_t>(client_->backlog(), console_.total_output());
  client_->stop();
  client_.reset();
  if (!console_.in_use()) console_.set_lines({});
}

}  // namespace emulator
