// {"cut": "thermo:SDA"} · {"cut": "thermo", "for": "1 s"}
// {"stick": "pico:GP14", "level": 0} · {"bridge": ["led:anode", "pico:3V3"]}
// {"silence": "thermo"} · {"hang": "thermo"} · {"garble": "thermo", "one_in": 20}
// {"drift": "pico", "ppm": 150}
// {"mend": "thermo"}
#include <fmt/format.h>

#include "scenarios/branch.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

namespace {

using Kind = Faults::Kind;

class Break final : public Step {
 public:
  Faults::Fault fault;
  std::optional<emulator::Duration> time;

  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    stage.faults().begin(fault);
    if (!time) return nullptr;
    return std::make_unique<Lasting>(*this, stage, branch);
  }

 private:
  class Lasting final : public Activity {
   public:
    Lasting(const Break& step, Stage& stage, Branch& branch)
        : over_(stage.machine().scheduler, "scenario mends", [&step, &stage, &branch] {
            stage.faults().end(step.fault);
            branch.finish();
          }) {
      over_.after(*step.time);
    }

   private:
    emulator::Event over_;
  };
};

class Mend final : public Step {
 public:
  std::string where;
  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    if (!stage.faults().mend(where)) branch.fail(fmt::format("nothing is broken at {}", where));
    return nullptr;
  }
};

std::unique_ptr<Break> read_break(boards::ObjectReader& object, const char* key, Kind kind, ReadContext& context) {
  auto step = std::make_unique<Break>();
  step->fault.kind = kind;
  step->time = read_duration(object, "for");
  if (kind == Kind::bridge) {
    const boards::Json* nets = object.value(key);
    if (!nets->is_array() || nets->size() != 2 || !(*nets)[0].is_string() || !(*nets)[1].is_string()) {
      object.mistake(key, "must be two nets: [\"led:anode\", \"pico:3V3\"]");
      object.reject_rest();
      return nullptr;
    }
    step->fault.where = (*nets)[0];
    step->fault.with = (*nets)[1];
  } else {
    step->fault.where = object.text(key, true);
  }
  if (kind == Kind::stick) {
    const bool high = object.number("level", 0, 0, 1) >= 0.5;
    step->fault.volts = high ? context.stage.circuit().board("").description().supply : 0;
  }
  if (kind == Kind::garbled) step->fault.one_in = static_cast<unsigned>(object.number("one_in", 1, 1, 1e6));
  if (kind == Kind::drift) {
    if (!object.has("ppm"))
      object.mistake("ppm", "is missing: by how many millionths the clock is fast; below 0 it is slow");
    step->fault.ppm = object.number("ppm", 0, -200'000, 200'000);
  }
  object.reject_rest();
  try {
    context.stage.faults().check(step->fault);
  } catch (const boards::BoardError& error) { object.mistake(key, error.what()); }
  return step;
}

template <Kind kind>
std::unique_ptr<Step> read(boards::ObjectReader& object, ReadContext& context) {
  constexpr const char* keys[] = {"cut", "stick", "bridge", "silence", "hang", "garble", "drift"};
  return read_break(object, keys[static_cast<unsigned>(kind)], kind, context);
}

}  // namespace

std::unique_ptr<Step> read_cut(boards::ObjectReader& o, ReadContext& c) { return read<Kind::cut>(o, c); }
std::unique_ptr<Step> read_stick(boards::ObjectReader& o, ReadContext& c) { return read<Kind::stick>(o, c); }
std::unique_ptr<Step> read_bridge(boards::ObjectReader& o, ReadContext& c) { return read<Kind::bridge>(o, c); }
std::unique_ptr<Step> read_silence(boards::ObjectReader& o, ReadContext& c) { return read<Kind::silent>(o, c); }
std::unique_ptr<Step> read_hang(boards::ObjectReader& o, ReadContext& c) { return read<Kind::hung>(o, c); }
std::unique_ptr<Step> read_garble(boards::ObjectReader& o, ReadContext& c) { return read<Kind::garbled>(o, c); }

std::unique_ptr<Step> read_drift(boards::ObjectReader& o, ReadContext& c) { return read<Kind::drift>(o, c); }

std::unique_ptr<Step> read_mend(boards::ObjectReader& object, ReadContext&) {
  auto step = std::make_unique<Mend>();
  step->where = object.text("mend", true);
  object.reject_rest();
  return step;
}

}  // namespace scenarios
