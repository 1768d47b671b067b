#pragma once
// The boards that can be named: those compiled into the program, and files that the user gives.
#include <string>
#include <string_view>
#include <vector>

#include "boards/chips.hpp"
#include "boards/description.hpp"

namespace boards {

class Library {
 public:
  explicit Library(Chips chips = built_in_chips());  // with the boards compiled in

  // A board file's text, named by its "name"; takes the place of one of the same name. BoardError if it is no JSON or
  // names nothing; everything else is told by describe(). Returns the name. `source` stands in error messages.
  std::string add(std::string_view json, const std::string& source);

  std::vector<std::string> names() const;  // sorted
  // Checked against chip and part catalogue, "extends" resolved. UnknownBoard or BoardError.
  BoardDescription describe(std::string_view name) const;

 private:
  struct File {
    std::string name, source, json;
  };
  const File* find(std::string_view name) const;
  Chips chips_;
  std::vector<File> files_;
};

// The same for the boards compiled in.
std::vector<std::string> names();
BoardDescription describe(std::string_view name);

}  // namespace boards
