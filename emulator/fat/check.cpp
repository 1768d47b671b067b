#include "emulator/fat/check.hpp"

#include <fmt/format.h>

namespace emulator::fat {

namespace {

class Checker {
 public:
  explicit Checker(Sectors& medium) : medium_(medium), layout_(find_volume(medium)), table_(medium, layout_) {}

  CheckResult run() {
    tables();
    if (layout_.kind == Kind::fat32) claim(layout_.root_cluster, "the root directory");
    directory(0, "");
    for (u32 c = 2; c < layout_.clusters + 2; ++c) {
      const u32 entry = table_.get(c);
      if (entry && !table_.is_bad(entry) && !owner_.count(c)) ++result_.lost_clusters;
    }
    return result_;
  }

 private:
  void say(std::string sentence) { result_.damage.push_back(std::move(sentence)); }

  void tables() {
    for (u32 n = 1; n < layout_.fats; ++n)
      for (u32 s = 0; s < layout_.fat_sectors; ++s) {
        const auto first = medium_.read(layout_.fat_start + s);
        const std::vector<u8> copy(first.begin(), first.end());
        const auto other = medium_.read(layout_.fat_start + n * layout_.fat_sectors + s);
        if (!std::equal(copy.begin(), copy.end(), other.begin())) ++unequal_;
      }
    if (unequal_) say(fmt::format("the allocation tables differ in {} sectors", unequal_));
  }

  // The chain's length in clusters.
  u32 claim(u32 first, const std::string& what) {
    try {
      const auto chain = table_.chain(first, what);
      for (const u32 c : chain)
        if (const auto [at, fresh] = owner_.emplace(c, what); !fresh) {
          say(fmt::format("{} and {} share cluster {}", at->second, what, c));
          break;
        }
      return static_cast<u32>(chain.size());
    } catch (const FatError& e) {
      say(e.what());
      return 0;
    }
  }

  void directory(u32 cluster, const std::string& path) {
    std::vector<Entry> entries;
    try {
      entries = Directory{medium_, layout_, table_, cluster, path.empty() ? "the root directory" : path}.entries();
    } catch (const FatError& e) { return say(e.what()); }
    for (const auto& e : entries) entry(e, path + '/' + e.name);
  }

  void entry(const Entry& e, const std::string& path) {
    if (e.is_directory()) {
      ++result_.directories;
      if (owner_.count(e.cluster)) return say(fmt::format("{} and {} share a cluster", owner_[e.cluster], path));
      if (claim(e.cluster, path)) directory(e.cluster, path);
      return;
    }
    ++result_.files;
    const u64 clusters = e.cluster ? claim(e.cluster, path) : 0;
    if (e.size > clusters * layout_.cluster_size())
      say(fmt::format("{} has {} bytes and {} clusters", path, e.size, clusters));
  }

  Sectors& medium_;
  Layout layout_;
  Table table_;
  CheckResult result_;
  std::map<u32, std::string> owner_;
  u32 unequal_ = 0;
};

}  // namespace

CheckResult check(Sectors& medium) { return Checker{medium}.run(); }

}  // namespace emulator::fat
