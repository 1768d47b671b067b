// {"bus": "sensors", "transaction": {"address": "0x50", "writes": [0, 16], "reads": [1, null]}}
// {"bus": "gps", "text": "$GPGGA"} · {"bus": {"uart": "pico:GP1", "baud": 9600}, "bytes": [13, 10]}
// {"bus": "flash", "mosi": ["0x9F", null], "miso": [null, "0xEF"]} · {"bus": "strip", "pixels": ["#FF0000"]}
//
// True once it has gone over the bus since the last that was waited for there.
#include <fmt/format.h>

#include <algorithm>

#include "boards/bus_read.hpp"
#include "emulator/near_names.hpp"
#include "scenarios/bus_pattern.hpp"
#include "scenarios/condition.hpp"

namespace scenarios {

namespace {

class Bus final : public Condition {
 public:
  boards::BusDescription bus;
  std::unique_ptr<BusPattern> pattern;

  std::string wanted() const override { return fmt::format("{} over {}", pattern->text(), bus.name); }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()> changed) const override {
    return std::make_unique<Looking>(*pattern, stage.bus(bus), std::move(changed));
  }

 private:
  class Looking final : public Watch {
   public:
    Looking(const BusPattern& pattern, BusLog& log, std::function<void()> changed)
        : pattern_(pattern), log_(log), changed_(std::move(changed)) {
      log_.listeners.push_back(&changed_);
    }
    ~Looking() override { std::erase(log_.listeners, &changed_); }

    bool holds() override {
      from_ = std::max(from_, log_.read());
      const auto end = pattern_.find(log_, from_);
      end_ = end.value_or(end_);
      return end.has_value();
    }
    void accepted() override { log_.read(end_); }
    std::string seen() override {
      const std::string last = log_.last();
      if (!last.empty()) return fmt::format("it carried {}", last);
      return log_.end() ? "it carried nothing more" : "it carried nothing";
    }

   private:
    const BusPattern& pattern_;
    BusLog& log_;
    std::function<void()> changed_;
    emulator::u64 from_ = 0, end_ = 0;
  };
};

// One that the circuit names, or one that is described here.
std::optional<boards::BusDescription> bus_of(boards::ObjectReader& object, ReadContext& context) {
  boards::Assembly& circuit = context.stage.circuit();
  const boards::Json& value = *object.value("bus");
  if (value.is_string()) {
    const auto& wanted = value.get_ref<const std::string&>();
    std::vector<std::string> names;
    for (const auto& bus : circuit.description().buses) {
      if (bus.name == wanted) return bus;
      names.push_back(bus.name);
    }
    object.mistake("bus",
                   fmt::format("the circuit names no bus \"{}\"{}", wanted, emulator::did_you_mean(wanted, names)));
    return std::nullopt;
  }
  if (!value.is_object()) {
    object.mistake("bus", "must be a bus of the circuit, or one like {\"uart\": \"pico:GP1\", \"baud\": 9600}");
    return std::nullopt;
  }
  auto below = object.object("bus");
  return boards::read_bus(value.dump(), *below, [&](const std::string& path, const std::string& pin) {
    try {
      circuit.net(pin);
    } catch (const boards::BoardError& error) {
      context.mistakes.add(path, error.what());
      return false;
    }
    return true;
  });
}

}  // namespace

std::unique_ptr<Condition> read_bus(boards::ObjectReader& object, ReadContext& context) {
  const auto bus = bus_of(object, context);
  if (!bus) return nullptr;
  auto condition = std::make_unique<Bus>();
  condition->bus = *bus;
  condition->pattern = BusPattern::read(object, *bus);
  object.reject_rest();
  if (!condition->pattern) return nullptr;
  context.stage.bus(*bus);
  return condition;
}

}  // namespace scenarios
