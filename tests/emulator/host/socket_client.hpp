#pragma once
// A client on loopback, served by the same io_context as the console under test.
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <memory>

#include "support.hpp"

namespace emulator::test {

struct SocketClient {
  using tcp = boost::asio::ip::tcp;
  static constexpr bool deaf = true;

  SocketClient(boost::asio::io_context& io, std::uint16_t port, bool does_not_read = false) : socket(io) {
    socket.connect({boost::asio::ip::address_v4::loopback(), port});
    if (!does_not_read) listen();
  }
  ~SocketClient() { *alive = false; }

  void listen() {
    socket.async_read_some(boost::asio::buffer(buffer), [this, a = alive](const auto& error, std::size_t n) {
      if (!*a) return;
      heard.append(buffer.data(), n);
      if (error)
        ended = true;
      else
        listen();
    });
  }
  void send(const std::string& text) {
    auto kept = std::make_shared<std::string>(text);
    boost::asio::async_write(socket, boost::asio::buffer(*kept), [kept](const auto&, std::size_t) {});
  }
  void reset() {
    socket.set_option(tcp::socket::linger{true, 0});
    socket.close();
  }

  tcp::socket socket;
  std::string heard;
  bool ended = false;
  std::array<char, 4096> buffer{};
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

}  // namespace emulator::test
