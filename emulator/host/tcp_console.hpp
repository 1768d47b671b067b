#pragma once
// A console on a TCP port: raw bytes, one client at a time, with backpressure both ways.
//
// To the guest, a client there means DTR and RTS asserted. Without a client output is dropped, as on a serial port;
// `replay_missed` keeps it (up to the console's scrollback) for the next client instead. A client that ends its sending
// side (`printf ... | nc`) still gets output, until it closes or another one comes. A client that does not read makes
// the machine wait.
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "emulator/console.hpp"
#include "emulator/host/console_client.hpp"
#include "emulator/host/tcp_listener.hpp"

namespace emulator {

class TcpConsole {
 public:
  struct Options {
    TcpEndpoint endpoint;
    bool replay_missed = false;
    std::chrono::milliseconds patience{10'000};   // before a client that does not read is spoken of
    std::function<void(const std::string&)> say;  // one-sentence notices
  };

  TcpConsole(boost::asio::io_context&, Console&, Options);  // throws HostError
  TcpConsole(const TcpConsole&) = delete;
  ~TcpConsole();

  std::uint16_t port() const { return listener_.port(); }
  std::string endpoint() const { return listener_.endpoint(); }
  bool connected() const { return client_ && !half_closed_; }

 private:
  using Client = ConsoleClient<TcpListener::Socket>;

  bool accept(TcpListener::Socket&);
  void leave();

  Console& console_;
  Options options_;
  std::shared_ptr<Client> client_;
  bool half_closed_ = false;   // the client sends no more
  std::uint64_t seen_output_;  // console output up to here was sent, or came before this console
  TcpListener listener_;
};

}  // namespace emulator
