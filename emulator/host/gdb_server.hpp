#pragma once
// GDB's remote protocol on a TCP port, one debugger at a time: carries bytes between it and a gdb::Stub.
//
// A debugger that closes or is killed is let go of: the stub clears its breakpoints and the machine runs on. The port
// is open to this machine only, unless the endpoint says otherwise: whoever reaches it may do anything to the guest.
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "emulator/gdb/stub.hpp"
#include "emulator/host/tcp_listener.hpp"

namespace emulator {

class GdbServer {
 public:
  struct Options {
    TcpEndpoint endpoint;
    std::function<void(const std::string&)> say;  // one-sentence notices: a debugger came, went
  };

  // The stub outlives the server. Throws HostError if the port cannot be had.
  GdbServer(boost::asio::io_context&, gdb::Stub&, Options);
  GdbServer(const GdbServer&) = delete;
  ~GdbServer();

  std::uint16_t port() const { return listener_.port(); }
  std::string endpoint() const { return listener_.endpoint(); }  // "127.0.0.1:3333"
  bool connected() const { return connection_ != nullptr; }

 private:
  class Connection;
  bool accept(TcpListener::Socket&);
  void leave();

  gdb::Stub& stub_;
  Options options_;
  std::shared_ptr<Connection> connection_;
  TcpListener listener_;
};

}  // namespace emulator
