#include "emulator/host/gdb_server.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace emulator {

// One debugger's socket. Handlers under way keep it alive; stop() ends it, and it says nothing afterwards.
class GdbServer::Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Error = boost::system::error_code;
  // Answers that wait to be sent; beyond the first no more questions are read, beyond the second they are dropped.
  static constexpr std::size_t high_water = 256 * 1024, most = 16 * 1024 * 1024;

  Connection(TcpListener::Socket socket, GdbServer& server) : socket_(std::move(socket)), server_(server) {}

  void read() {
    if (stopped_ || std::exchange(reading_, true)) return;
    socket_.async_read_some(boost::asio::buffer(incoming_), [self = shared_from_this()](const Error& error, auto n) {
      self->reading_ = false;
      if (self->stopped_) return;
      if (error) return self->server_.leave();
      self->server_.stub_.receive({self->incoming_.data(), n});
      if (self->waiting() < high_water) self->read();
    });
  }

  void send(std::string_view bytes) {
    if (stopped_) return;
    if (waiting() + bytes.size() > most)
      return;  // it asks to repeat the last packet again and again, and reads nothing
    next_ += bytes;
    write();
  }

  void stop() {
    if (std::exchange(stopped_, true)) return;
    Error ignored;
    socket_.shutdown(TcpListener::Socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

 private:
  std::size_t waiting() const { return next_.size() + sending_.size(); }

  void write() {
    if (stopped_ || !sending_.empty() || next_.empty()) return;
    sending_.swap(next_);
    boost::asio::async_write(socket_, boost::asio::buffer(sending_),
                             [self = shared_from_this()](const Error& error, std::size_t) {
                               self->sending_.clear();
                               if (self->stopped_) return;
                               if (error) return self->server_.leave();
                               self->write();
                               if (self->waiting() < high_water) self->read();
                             });
  }

  TcpListener::Socket socket_;
  GdbServer& server_;
  std::array<u8, 4096> incoming_{};
  std::string next_, sending_;
  bool reading_ = false;
  bool stopped_ = false;
};

GdbServer::GdbServer(boost::asio::io_context& io, gdb::Stub& stub, Options options)
    : stub_(stub),
      options_(std::move(options)),
      listener_(io, options_.endpoint, {[this](auto& socket) { return accept(socket); }, options_.say}) {}

GdbServer::~GdbServer() { leave(); }

bool GdbServer::accept(TcpListener::Socket& socket) {
  if (connection_) return false;
  connection_ = std::make_shared<Connection>(std::move(socket), *this);
  stub_.connected([connection = connection_.get()](std::string_view bytes) { connection->send(bytes); });
  if (options_.say) options_.say(fmt::format("GDB is connected to {}; the machine is halted", endpoint()));
  connection_->read();
  return true;
}

void GdbServer::leave() {
  if (!connection_) return;
  std::exchange(connection_, nullptr)->stop();
  stub_.disconnected();
  if (options_.say) options_.say(fmt::format("GDB has left {}; the machine runs on", endpoint()));
}

}  // namespace emulator
