#pragma once
// What a board file says about one part: "volts": 3.3, "active_low": true. A part asks for what it knows; what nobody
// asked for is a mistake, and is named together with what was probably meant.
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parts {

// A part cannot be built as described. One sentence; the board loader adds file and place.
class PartError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Attributes {
 public:
  using Value = std::variant<bool, double, std::string, std::vector<std::string>>;

  Attributes() = default;
  Attributes(std::initializer_list<std::pair<const std::string, Value>> values) : values_(values) {}

  void set(const std::string& name, Value value) { values_[name] = std::move(value); }
  const std::map<std::string, Value, std::less<>>& all() const { return values_; }

  // The value, or `otherwise` if it is not given; PartError if it is of another kind or outside low … high.
  bool flag(std::string_view name, bool otherwise) const;
  double number(std::string_view name, double otherwise, double low, double high) const;
  std::string text(std::string_view name, std::string_view otherwise) const;
  std::vector<std::string> list(std::string_view name) const;  // empty if it is not given

  // What has been asked for, in that order: how a part tells what it knows.
  struct Asked {
    std::string name, kind;  // "ohms", "a number"
    std::string otherwise;   // what it is if it is not given
    std::string range;       // "0 to 1000", empty if there is none
  };
  const std::vector<Asked>& asked() const { return asked_; }

  // PartError naming every attribute that nobody has asked for. Called when the part is built.
  void check_all_known() const;

 private:
  template <typename T>
  const T* get(std::string_view name, std::string_view kind, std::string otherwise, std::string range = {}) const;

  std::map<std::string, Value, std::less<>> values_;
  mutable std::vector<Asked> asked_;
};

}  // namespace parts
