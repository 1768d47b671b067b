#include "emulator/host/tcp_listener.hpp"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "emulator/host/error.hpp"

namespace emulator {
namespace {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

std::string join(const std::string& address, std::uint16_t port) {
  const bool is_v6 = address.find(':') != address.npos;
  return is_v6 ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port);
}

tcp::acceptor listen(boost::asio::io_context& io, const TcpEndpoint& where) {
  const auto check = [&](const Error& error) {
    if (error)
      throw HostError(fmt::format("cannot listen on {}: {}", join(where.address, where.port), error.message()));
  };
  Error error;
  const auto found =
      tcp::resolver{io}.resolve(where.address, std::to_string(where.port), tcp::resolver::passive, error);
  check(error);
  const tcp::endpoint endpoint = *found.begin();
  tcp::acceptor acceptor{io};
  acceptor.open(endpoint.protocol(), error), check(error);
  acceptor.set_option(tcp::acceptor::reuse_address(true), error), check(error);
  acceptor.bind(endpoint, error), check(error);
  acceptor.listen(tcp::acceptor::max_listen_connections, error), check(error);
  return acceptor;
}

}  // namespace

std::string to_string(const tcp::endpoint& e) { return join(e.address().to_string(), e.port()); }

struct TcpListener::Body : std::enable_shared_from_this<Body> {
  Body(boost::asio::io_context& io, const TcpEndpoint& where, Callbacks c)
      : acceptor(listen(io, where)), retry(io), callbacks(std::move(c)), endpoint(acceptor.local_endpoint()) {}

  void accept() {
    acceptor.async_accept([weak = weak_from_this()](const Error& error, Socket socket) {
      const auto self = weak.lock();
      if (!self || error == boost::asio::error::operation_aborted) return;
      if (error)
        self->accept_failed(error);
      else
        self->came(std::move(socket));
    });
  }

  void came(Socket socket) {
    Error error;
    const auto from = socket.remote_endpoint(error);
    if (!error) {
      socket.set_option(tcp::no_delay(true), error);
      if (callbacks.accept(socket))
        served = from;
      else
        turn_away(std::move(socket));
    }
    accept();
  }

  void turn_away(Socket socket) {
    auto line = std::make_shared<std::string>(
        fmt::format("{} serves {} and takes one client at a time.\r\n", to_string(endpoint), to_string(served)));
    auto kept = std::make_shared<Socket>(std::move(socket));
    boost::asio::async_write(*kept, boost::asio::buffer(*line), [kept, line](const Error&, std::size_t) {
      Error ignored;
      kept->shutdown(Socket::shutdown_both, ignored);
    });
  }

  // Out of descriptors, perhaps: say it and try again a little later.
  void accept_failed(const Error& error) {
    if (callbacks.say)
      callbacks.say(fmt::format("cannot take a client on {}: {}", to_string(endpoint), error.message()));
    retry.expires_after(std::chrono::seconds{1});
    retry.async_wait([weak = weak_from_this()](const Error& e) {
      const auto self = weak.lock();
      if (!e && self) self->accept();
    });
  }

  tcp::acceptor acceptor;
  boost::asio::steady_timer retry;
  Callbacks callbacks;
  tcp::endpoint endpoint;
  tcp::endpoint served;
};

TcpListener::TcpListener(boost::asio::io_context& io, const TcpEndpoint& where, Callbacks callbacks)
    : body_(std::make_shared<Body>(io, where, std::move(callbacks))) {
  body_->accept();
}

TcpListener::~TcpListener() {
  Error ignored;
  body_->acceptor.close(ignored);
  body_->retry.cancel();
}

std::uint16_t TcpListener::port() const { return body_->endpoint.port(); }

std::string TcpListener::endpoint() const { return to_string(body_->endpoint); }

}  // namespace emulator
