#pragma once
// A console on a TCP port that speaks Telnet with RFC 2217: a serial port over the network, with baud rate, DTR, RTS
// and break. A client that releases reset and holds down the boot button at once (esptool: RTS off and DTR on, through
// both on) cannot say so in one command, and the network takes its time between two: both on behind RTS alone is kept
// back for a while, as Espressif's own server does. One client at a time. Made for pyserial's rfc2217:// (mpremote,
// esptool, Thonny); a plain Telnet client works too. Without a client output is dropped, as on a serial port.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "emulator/console.hpp"
#include "emulator/host/console_client.hpp"
#include "emulator/host/rfc2217.hpp"
#include "emulator/host/tcp_listener.hpp"

namespace emulator {

class Rfc2217Console {
 public:
  struct Options {
    TcpEndpoint endpoint;
    std::string signature = "Vivarium";           // what the port calls itself when asked
    std::chrono::milliseconds both_on{500};       // DTR on behind RTS is kept back for so long
    std::chrono::milliseconds patience{10'000};   // before a client that does not read is spoken of
    std::function<void(const std::string&)> say;  // one-sentence notices
  };

  Rfc2217Console(boost::asio::io_context&, Console&, Options);  // throws HostError
  Rfc2217Console(const Rfc2217Console&) = delete;
  ~Rfc2217Console();

  std::uint16_t port() const { return listener_.port(); }
  std::string endpoint() const { return listener_.endpoint(); }
  bool connected() const { return client_ != nullptr; }

 private:
  using Client = ConsoleClient<TcpListener::Socket>;

  bool accept(TcpListener::Socket&);
  rfc2217::Server::Events server_events();
  Client::Hooks client_hooks();
  void lines_asked(const HostLines&);
  void leave();

  Console& console_;
  Options options_;
  boost::asio::steady_timer both_on_;
  std::shared_ptr<const HostLines> kept_back_;
  std::shared_ptr<Client> client_;
  std::unique_ptr<rfc2217::Server> server_;
  TcpListener listener_;
};

}  // namespace emulator
