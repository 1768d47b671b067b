#include "emulator/cli/download.hpp"

#include <catch2/catch.hpp>

#include "emulator/cli/exit_code.hpp"
#include "http_server.hpp"

using testing::HttpServer;

TEST_CASE("download: the bytes come whole, redirections are followed", "[cli]") {
  std::string body;
  for (int i = 0; i < 300'000; ++i) body += static_cast<char>(i * 7);
  HttpServer server{
      [&](const std::string& path) { return path == "/a" ? HttpServer::moved("/b") : HttpServer::ok(body); }};
  const auto bytes = cli::download(server.url("/a"));
  CHECK(std::string(bytes.begin(), bytes.end()) == body);
}

TEST_CASE("download: what goes wrong is one sentence", "[cli]") {
  HttpServer server{[](const std::string& path) {
    return path == "/cut" ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort" : HttpServer::not_found();
  }};
  CHECK_THROWS_WITH(cli::download(server.url("/gone")),
                    "cannot download " + server.url("/gone") + ": the server answered 404 (not found)");
  CHECK_THROWS_WITH(cli::download(server.url("/cut")), Catch::Contains("cannot download"));
  CHECK_THROWS_WITH(cli::download("http://127.0.0.1:1/x"), Catch::Contains("cannot download http://127.0.0.1:1/x: "));
  CHECK_THROWS_WITH(cli::download("file:///etc/hostname"), Catch::Contains("cannot download"));
  CHECK_THROWS_AS(cli::download("http://no-such-host.invalid/"), cli::Failure);
}
