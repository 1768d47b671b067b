#include "emulator/cli/run_options.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace cli {

TraceRequest parse_trace(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string kind = text.substr(0, equals);
  const std::string file = equals == std::string::npos ? "" : text.substr(equals + 1);
  if (kind == "registers") return {TraceRequest::Kind::registers, file};
  if (kind == "instructions") return {TraceRequest::Kind::instructions, file};
  if (kind == "serial") return {TraceRequest::Kind::serial, file};
  throw std::invalid_argument(
      fmt::format("there is no trace of \"{}\"; there are registers, instructions and serial", kind));
}

PartFile parse_part_file(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size())
    throw std::invalid_argument(fmt::format("\"{}\" must be PART=FILE, as sd=card.img", text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

emulator::TcpEndpoint parse_endpoint(const std::string& text) {
  emulator::TcpEndpoint endpoint;
  std::string port = text;
  if (const std::size_t colon = text.rfind(':'); colon != std::string::npos) {
    port = text.substr(colon + 1);
    endpoint.address = text.substr(0, colon);
    if (endpoint.address.starts_with('[') && endpoint.address.ends_with(']'))
      endpoint.address = endpoint.address.substr(1, endpoint.address.size() - 2);
  }
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (error != std::errc{} || end != port.data() + port.size() || endpoint.address.empty())
    throw std::invalid_argument(fmt::format("\"{}\" is no port; write 4000 or 127.0.0.1:4000", text));
  return endpoint;
}

}  // namespace cli
