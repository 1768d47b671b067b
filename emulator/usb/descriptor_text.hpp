#pragma once
// What writes descriptors down, one field a line.
#include <span>
#include <string>
#include <string_view>

#include "emulator/usb/descriptors.hpp"

namespace emulator::usb {

class TextDump {
 public:
  // Fields are indented by two more as long as this lives.
  class Deeper {
   public:
    explicit Deeper(int& indent) : indent_(indent) { indent_ += 2; }
    ~Deeper() { indent_ -= 2; }
    Deeper(const Deeper&) = delete;

   private:
    int& indent_;
  };
  [[nodiscard]] Deeper deeper() { return Deeper{indent_}; }
  void title(std::string_view);
  void line(std::string_view name, std::string_view value, std::string_view remark = {});
  void number(std::string_view name, unsigned value, std::string_view remark = {});
  void hex(std::string_view name, unsigned value, int digits, std::string_view remark = {});
  void version(std::string_view name, u16 bcd);
  void remark(std::string_view);
  void bytes(std::string_view name, std::span<const u8>);
  std::string text() const { return text_; }

 private:
  std::string text_;
  int indent_ = 0;
};

// What a class put between the descriptors of an interface, or behind an endpoint's.
void describe_extra(TextDump&, const Description&, const Interface&, const ClassDescriptor&);
void describe_endpoint_extra(TextDump&, const Interface&, const ClassDescriptor&);

}  // namespace emulator::usb
