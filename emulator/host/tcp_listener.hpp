#pragma once
// Listens on a TCP port for one client at a time. A further one is told so in one line and closed.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace emulator {

struct TcpEndpoint {
  std::string address = "127.0.0.1";  // or a host name, or an IPv6 address without brackets
  std::uint16_t port = 0;             // 0: any free one
};

class TcpListener {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  struct Callbacks {
    // A client came. If another one is served, answer false and leave the socket alone.
    std::function<bool(Socket&)> accept;
    std::function<void(const std::string&)> say;  // one-sentence notices
  };

  // Throws HostError: "cannot listen on 127.0.0.1:4000: Address already in use".
  TcpListener(boost::asio::io_context&, const TcpEndpoint&, Callbacks);
  ~TcpListener();

  std::uint16_t port() const;
  std::string endpoint() const;  // "127.0.0.1:4000"

 private:
  struct Body;
  std::shared_ptr<Body> body_;
};

// "127.0.0.1:4000", "[::1]:4000"
std::string to_string(const boost::asio::ip::tcp::endpoint&);

}  // namespace emulator
