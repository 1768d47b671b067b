// {"pin": "pico:GP15", "level": 1}
// {"pin": "GP15", "volts": [1.6, 1.7]} · "frequency": {"about": "1 kHz", "plus_minus": "1 %"} · "duty": [24, 26]
// {"pin": "servo:PWM", "pulse": 1, "width": {"about": "1.5 ms", "plus_minus": "10 us"}} · "edges": 3 · "floating": true
//
// Frequency and duty are those of the last "periods" (4), pulses the last one that is over. Edges count from when the
// step began.
#include <fmt/format.h>

#include "emulator/duration.hpp"
#include "scenarios/condition.hpp"
#include "scenarios/expected.hpp"

namespace scenarios {

namespace {

using emulator::Duration;

struct Measured {
  double hz = 0, duty = 0;
};

// Of the last whole periods, from rising edge to rising edge; none if the signal has stopped since.
std::optional<Measured> measure(const NetProbe& probe, unsigned periods, emulator::Time now) {
  const auto& edges = probe.edges();
  std::size_t last = edges.size();
  while (last > 0 && !edges[last - 1].rising) --last;
  const std::size_t steps = std::size_t{2} * periods;
  if (last == 0 || last - 1 < steps) return std::nullopt;
  const std::size_t end = last - 1, begin = end - steps;
  const Duration total = edges[end].time - edges[begin].time;
  if (total.count() <= 0 || now - edges[end].time > 2 * total / periods) return std::nullopt;
  Duration high{};
  for (std::size_t i = begin; i < end; i += 2) high += edges[i + 1].time - edges[i].time;
  return Measured{periods / emulator::seconds(total),
                  100 * static_cast<double>(high.count()) / static_cast<double>(total.count())};
}

class Pin final : public Condition {
 public:
  enum class What { level, volts, frequency, duty, width, edges, floating };
  std::string pin;
  What what = What::level;
  std::optional<Expected> expected;
  bool level = true;
  unsigned periods = 4;

  std::string wanted() const override {
    switch (what) {
      case What::level: return fmt::format("{} is {}", pin, level ? 1 : 0);
      case What::volts: return fmt::format("{} is at {}", pin, expected->text());
      case What::frequency: return fmt::format("{} has a frequency of {}", pin, expected->text());
      case What::duty: return fmt::format("{} has a duty of {}", pin, expected->text());
      case What::width: return fmt::format("{} has a {} pulse of {}", pin, level ? "high" : "low", expected->text());
      case What::edges: return fmt::format("{} has {} edges", pin, expected->text());
      case What::floating: return fmt::format("{} {}", pin, level ? "floats" : "is driven");
    }
    return {};
  }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()> changed) const override {
    return std::make_unique<Looking>(*this, stage, std::move(changed));
  }

 private:
  class Looking final : public Watch {
   public:
    Looking(const Pin& condition, Stage& stage, std::function<void()> changed)
        : condition_(condition),
          machine_(stage.machine()),
          probe_(stage.probe(condition.pin)),
          first_edge_(probe_.edge_count()),
          listener_(probe_, std::move(changed)) {}

    bool holds() override {
      const Pin& c = condition_;
      switch (c.what) {
        case What::level: return probe_.level() == c.level;
        case What::floating: return probe_.floating() == c.level;
        default: break;
      }
      const auto value = measured();
      return value && c.expected->met_by(*value);
    }
    std::string seen() override {
      const auto value = measured();
      switch (condition_.what) {
        case What::level: return level_since();
        case What::floating: return probe_.floating() ? "it floats" : fmt::format("it is at {:.4g} V", probe_.volts());
        case What::volts: return fmt::format("it is at {:.4g} V", *value);
        case What::frequency: return value ? fmt::format("it has {:.6g} Hz", *value) : no_signal();
        case What::duty: return value ? fmt::format("its duty is {:.4g} %", *value) : no_signal();
        case What::width:
          return value ? fmt::format("the last one was {:.6g} ms", *value * 1e3) : "there was no such pulse";
        case What::edges: return fmt::format("there were {:g}", *value);
      }
      return {};
    }
    Duration look_again() override {  // silence is no change
      using namespace std::chrono_literals;
      return condition_.what == What::frequency || condition_.what == What::duty ? Duration{10ms} : Duration::max();
    }
    std::vector<std::string> nets() override { return {condition_.pin}; }

   private:
    std::optional<double> measured() const {
      switch (condition_.what) {
        case What::volts: return probe_.volts();
        case What::edges: return static_cast<double>(probe_.edge_count() - first_edge_);
        case What::width: return last_pulse();
        default: break;
      }
      const auto m = measure(probe_, condition_.periods, machine_.now());
      if (!m) return std::nullopt;
      return condition_.what == What::duty ? m->duty : m->hz;
    }
    std::optional<double> last_pulse() const {
      const auto& edges = probe_.edges();
      for (std::size_t i = edges.size(); i-- > 1;)
        if (edges[i].rising != condition_.level) return emulator::seconds(edges[i].time - edges[i - 1].time);
      return std::nullopt;
    }
    std::string level_since() const {
      const auto& edges = probe_.edges();
      return fmt::format("it is {}{}", probe_.level() ? 1 : 0,
                         edges.empty() ? "" : " since " + emulator::format_time(edges.back().time));
    }
    std::string no_signal() const { return level_since() + ", without enough periods"; }

    const Pin& condition_;
    emulator::Machine& machine_;
    NetProbe& probe_;
    emulator::u64 first_edge_;
    NetProbe::Listener listener_;
  };
};

struct Quality {
  const char* key;
  Pin::What what;
  const char* unit;
};
constexpr Quality qualities[] = {
    {"volts", Pin::What::volts, "V"}, {"frequency", Pin::What::frequency, "Hz"}, {"duty", Pin::What::duty, "%"},
    {"width", Pin::What::width, "s"}, {"edges", Pin::What::edges, ""},
};

// 1, 0, true, false, "high", "low"
std::optional<bool> read_level(const boards::Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json == 1 || json == "high") return true;
  if (json == 0 || json == "low") return false;
  return std::nullopt;
}

}  // namespace

std::unique_ptr<Condition> read_pin(boards::ObjectReader& object, ReadContext& context) {
  auto pin = std::make_unique<Pin>();
  pin->pin = object.text("pin", true);
  try {
    context.stage.probe(pin->pin);
  } catch (const boards::BoardError& error) { object.mistake("pin", error.what()); }
  unsigned said = 0;
  const auto levels = [&](const char* key, Pin::What what) {
    const boards::Json* value = object.value(key);
    if (!value) return;
    pin->what = what;
    ++said;
    if (const auto level = read_level(*value))
      pin->level = *level;
    else
      object.mistake(key, fmt::format("must be 0 or 1, not {}", value->dump()));
  };
  levels("level", Pin::What::level);
  levels("floating", Pin::What::floating);
  for (const auto& [key, what, unit] : qualities) {
    const boards::Json* value = object.value(key);
    if (!value) continue;
    pin->what = what;
    ++said;
    pin->expected = Expected::read(*value, boards::join_path(object.path(), key), unit, context.mistakes);
    if (!pin->expected) return nullptr;
  }
  if (const boards::Json* of = object.value("pulse")) {
    if (const auto level = read_level(*of); level && pin->what == Pin::What::width)
      pin->level = *level;
    else
      object.mistake("pulse", "is the level of the pulse, 0 or 1, and needs its \"width\"");
  }
  pin->periods = static_cast<unsigned>(object.number("periods", pin->periods, 1, NetProbe::edges_kept / 2 - 2));
  object.reject_rest();
  if (said != 1) object.mistake("pin", "needs one of level, volts, frequency, duty, width, edges or floating");
  return pin;
}

}  // namespace scenarios
