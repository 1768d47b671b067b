#pragma once
// A web server on the loopback for a test: answers every request with what the test says, one after the other.
#include <boost/asio.hpp>
#include <functional>
#include <string>
#include <thread>

namespace testing {

class HttpServer {
 public:
  using Answer = std::function<std::string(const std::string& path)>;  // the whole response

  explicit HttpServer(Answer answer)
      : answer_(std::move(answer)),
        acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}),
        thread_([this] { serve(); }) {}
  ~HttpServer() {
    over_ = true;
    boost::asio::ip::tcp::socket wake{io_};
    boost::system::error_code ignored;
    wake.connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
  }

  static std::string ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
  }
  static std::string not_found() {
    return "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnope";
  }
  static std::string moved(const std::string& to) {
    return "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  }

 private:
  void serve() {
    while (!over_) {
      boost::asio::ip::tcp::socket socket{io_};
      acceptor_.accept(socket);
      if (over_) return;
      std::string request;
      boost::system::error_code error;
      boost::asio::read_until(socket, boost::asio::dynamic_buffer(request), "\r\n\r\n", error);
      const std::size_t from = request.find(' ') + 1;
      boost::asio::write(socket, boost::asio::buffer(answer_(request.substr(from, request.find(' ', from) - from))),
                         error);
    }
  }

  Answer answer_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace testing
