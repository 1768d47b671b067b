#include "gui/window/net_recorder.hpp"

#include <algorithm>
#include <utility>

namespace gui {

using namespace emulator;

void NetRecorder::record(const std::vector<std::string>& nets) {
  std::erase_if(ears_, [&](const auto& ear) { return std::ranges::find(nets, ear->net->name()) == nets.end(); });
  for (const std::string& name : nets) {
    Net* net = machine_.circuit.nets.find(name);
    if (!net || std::ranges::any_of(ears_, [&](const auto& ear) { return ear->net == net; })) continue;
    const auto ear = std::make_shared<Ear>(Ear{net, {name, true}});
    ears_.push_back(ear);
    net->watchers.push_back([this, alive = std::weak_ptr{ear}](const Net&) {  // nets keep their watchers
      if (const auto listening = alive.lock()) hear(*listening);
    });
    hear(*ear);
  }
}

void NetRecorder::hear(Ear& ear) const {
  auto& changes = ear.news.changes;
  if (changes.size() >= most_waiting) {
    changes.erase(changes.begin(), changes.begin() + most_waiting / 2);
    ear.news.gap = true;
  }
  const double volts = ear.net->shown_volts();
  const NetChange change{machine_.now(), static_cast<float>(volts), ear.net->floating() && volts == 0};
  if (!changes.empty() && changes.back().volts == change.volts && changes.back().floats == change.floats) return;
  if (!changes.empty() && changes.back().time == change.time)
    changes.back() = change;
  else
    changes.push_back(change);
}

void NetRecorder::sample() {
  for (const auto& ear : ears_) {
    if (!ear->net->solver() || ear->net->floating()) continue;
    auto& changes = ear->news.changes;
    const NetChange now{machine_.now(), static_cast<float>(ear->net->volts()), false};
    if ((changes.empty() || changes.back().volts != now.volts) && changes.size() < most_waiting) changes.push_back(now);
  }
}

void NetRecorder::restart() {
  for (const auto& ear : ears_) {
    ear->news = {ear->news.net, true};
    hear(*ear);
  }
}

std::vector<NetNews> NetRecorder::take() {
  std::vector<NetNews> all;
  for (const auto& ear : ears_) all.push_back(std::exchange(ear->news, NetNews{ear->net->name()}));
  return all;
}

}  // namespace gui
