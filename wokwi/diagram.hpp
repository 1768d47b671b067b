#pragma once
// A Wokwi diagram.json as it stands: parts and connections, with the lines where they are written.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "boards/json.hpp"
#include "boards/json_lines.hpp"

namespace wokwi {

// "led1:A": split at the first colon.
struct PinName {
  std::string part, pin;
  auto operator<=>(const PinName&) const = default;
  std::string text() const { return part + ":" + pin; }
};

struct DiagramPart {
  std::string id, type;
  std::map<std::string, std::string> attributes;  // numbers as they are written
  std::string path;                               // "parts[3]"
  unsigned line = 0;

  std::string attribute(const std::string& name, const std::string& otherwise) const {
    const auto it = attributes.find(name);
    return it == attributes.end() || it->second.empty() ? otherwise : it->second;
  }
};

struct Connection {
  PinName from, to;
  std::string color, path;
  unsigned line = 0;
};

struct Diagram {
  std::string source;
  std::vector<DiagramPart> parts;
  std::vector<Connection> connections;

  const DiagramPart* find(std::string_view id) const;
};

// Mistakes are noted by path ("parts[3].type"); comments are allowed. boards::BoardError if it is no JSON.
class DiagramFile {
 public:
  DiagramFile(std::string_view text, const std::string& source);
  boards::Mistakes& mistakes() { return mistakes_; }
  const Diagram& diagram() const { return diagram_; }

 private:
  void read_list(boards::ObjectReader& file, const std::string& key, const boards::JsonLines&);
  void read_part(boards::ObjectReader&);
  void read_connection(const boards::Json&, const std::string& path);

  std::map<std::string, unsigned> lines_;  // of the paths that mistakes name
  std::string source_;
  boards::Mistakes mistakes_;
  Diagram diagram_;
};

}  // namespace wokwi
