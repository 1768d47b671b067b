#include "gui/window/bench_tips.hpp"
#include "gui/bench/editing/editor.hpp"
#include "gui/bench/editing/tool.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gui/bench/instruments/timeline.hpp"

namespace gui {
namespace {

std::string hint_of(const Snapshot& now, const bench::Control& control) {
  std::string text;
  for (const QuantityView& q : now.quantities)
    if (q.name == control.quantity) text = fmt::format("\n{} = {:.4g}", control.quantity, q.value);
  switch (control.kind) {
    case bench::Control::Kind::press: return text + "\nclick: press; with Shift it stays";
    case bench::Control::Kind::toggle: return text + "\nclick: switch";
    case bench::Control::Kind::turn: return text + "\ndrag or wheel: turn";
    case bench::Control::Kind::slide: return text + "\ndrag: move";
    case bench::Control::Kind::pad: return text + "\ndrag: tilt";
  }
  return text;
}

// The last edges, where an instrument records that net.
std::string last_edges(const Desk& desk, const Snapshot& now, const std::string& net) {
  const auto& changes = desk.recording.of(net);
  if (changes.size() < 2) return {};
  std::string text = "\nlast changes:";
  for (std::size_t i = changes.size() - std::min<std::size_t>(changes.size(), 4); i < changes.size(); ++i)
    text += fmt::format("\n  {} ago to {:.2f} V", bench::time_text(now.now - changes[i].time), changes[i].volts);
  return text;
}

// What a pin does: an output is strong, a pull is weak.
std::string drive_text(const bench::Drive& drive) {
  constexpr double weak = 5000;
  if (std::isinf(drive.ohms)) return "";
  const std::string ohms = bench::with_prefix(drive.ohms, "Ω");
  if (drive.ohms >= weak) return fmt::format("\n{} of {}", drive.volts > 0.5 ? "pull-up" : "pull-down", ohms);
  return fmt::format("\ndrives {:.2f} V behind {}", drive.volts, ohms);
}

}  // namespace

std::string volts_text(const Snapshot& now, bench::LegRef leg) {
  const auto& states = now.scene.devices;
  if (leg.device >= states.size() || leg.leg >= states[leg.device].volts.size()) return {};
  const double volts = states[leg.device].volts[leg.leg];
  return std::isnan(volts) ? "floats: nobody drives it" : fmt::format("{:.3f} V", volts);
}

std::string milliamps_text(const Snapshot& now, bench::LegRef leg) {
  const auto& states = now.scene.devices;
  if (leg.device >= states.size() || leg.leg >= states[leg.device].milliamps.size()) return {};
  const double milliamps = states[leg.device].milliamps[leg.leg];
  if (std::isnan(milliamps)) return {};
  return bench::with_prefix(std::abs(milliamps) < 1e-6 ? 0 : milliamps / 1000, "A");
}

std::string subject_device(const std::string& subject) { return subject.substr(0, subject.find(':')); }

std::string tip(const Desk& desk, const Snapshot& now, const bench::Hit& under) {
  if (under.leg) {
    const auto& device = desk.scene.devices[under.leg->device];
    std::string text =
        fmt::format("{}:{}\n{}", device.name, device.shape.legs[under.leg->leg].name, volts_text(now, *under.leg));
    if (const std::string current = milliamps_text(now, *under.leg); !current.empty())
      text += "\n" + current + " into it";
    if (!now.inside.pin_function.empty() && now.inside.pin == bench::pin_of(desk.scene, *under.leg))
      text += "\n" + now.inside.pin_function;
    if (under.leg->device < now.scene.drives.size() && under.leg->leg < now.scene.drives[under.leg->device].size())
      text += drive_text(now.scene.drives[under.leg->device][under.leg->leg]);
    if (under.wire) text += fmt::format("\nnet {}", under.wire->name) + last_edges(desk, now, under.wire->net);
    if (desk.editor) text += "\ndrag to another pin: a wire; Delete: off with it";
    return text;
  }
  if (under.device) {
    std::string text = under.device->title.empty()
                           ? fmt::format("{} ({})", under.device->name, under.device->facts.type)
                           : under.device->title;
    for (const FindingView& finding : now.findings)
      if (!finding.gap && subject_device(finding.subject) == under.device->name) text += "\n! " + finding.text;
    if (under.control) text += hint_of(now, *under.control);
    return text;
  }
  return under.wire ? fmt::format("net {}\n{}", under.wire->name, volts_text(now, under.wire->legs.front())) +
                          last_edges(desk, now, under.wire->net)
                    : "";
}

}  // namespace gui
