#include "emulator/cli/download.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "emulator/cli/exit_code.hpp"

namespace cli {
namespace {

constexpr std::size_t largest = std::size_t{64} << 20;
constexpr long seconds_to_connect = 20;
constexpr long slow_bytes_per_second = 10, slow_for_seconds = 30;  // then the connection counts as dead
constexpr long most_redirects = 8;

struct Received {
  std::vector<emulator::u8> bytes;
  bool too_large = false;
};

std::size_t receive(char* data, std::size_t, std::size_t n, void* to) {
  auto& received = *static_cast<Received*>(to);
  if (received.bytes.size() + n > largest) {
    received.too_large = true;
    return 0;
  }
  received.bytes.insert(received.bytes.end(), data, data + n);
  return n;
}

}  // namespace

std::vector<emulator::u8> download(const std::string& url) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), &curl_easy_cleanup};
  if (!curl) throw Failure(bad_input, "libcurl cannot be started");
  Received received;
  char why[CURL_ERROR_SIZE] = "";
  const auto set = [&](auto option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, most_redirects);
  set(CURLOPT_CONNECTTIMEOUT, seconds_to_connect);
  set(CURLOPT_LOW_SPEED_LIMIT, slow_bytes_per_second);
  set(CURLOPT_LOW_SPEED_TIME, slow_for_seconds);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USERAGENT, "vivarium/" VIVARIUM_VERSION);
  set(CURLOPT_ERRORBUFFER, why);
  set(CURLOPT_WRITEFUNCTION, &receive);
  set(CURLOPT_WRITEDATA, &received);
  const CURLcode result = curl_easy_perform(curl.get());
  if (received.too_large) throw Failure(bad_input, fmt::format("{} is larger than {} MiB", url, largest >> 20));
  if (result != CURLE_OK)
    throw Failure(bad_input, fmt::format("cannot download {}: {}", url, *why ? why : curl_easy_strerror(result)));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200)
    throw Failure(bad_input, fmt::format("cannot download {}: the server answered {}{}", url, status,
                                         status == 404 ? " (not found)" : ""));
  return received.bytes;
}

}  // namespace cli
