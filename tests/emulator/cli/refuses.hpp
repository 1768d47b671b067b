#pragma once
// What the program says to what it will not do: one sentence on stderr, nothing on stdout.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <optional>
#include <string>

#include "program.hpp"

namespace testing {

inline void refuses(const Program::Arguments& arguments, int code, const std::string& sentence) {
  const auto done = vivarium(arguments);
  INFO(done.err);
  CHECK(done.code == code);
  CHECK(done.out.empty());
  CHECK_THAT(done.err, Catch::StartsWith("vivarium: ") && Catch::Contains(sentence));
  CHECK(std::count(done.err.begin(), done.err.end(), '\n') == 1);
}

// An environment variable, for as long as this lives.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  ~Environment() { old_ ? setenv(name_, old_->c_str(), 1) : unsetenv(name_); }
  Environment(const Environment&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

}  // namespace testing
