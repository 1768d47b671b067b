#pragma once
// A file from the web, by libcurl.
#include <functional>
#include <string>
#include <vector>

#include "emulator/types.hpp"

namespace cli {

// Failure with one sentence: no such host, 404, connection lost, too large.
std::vector<emulator::u8> download(const std::string& url);

}  // namespace cli
