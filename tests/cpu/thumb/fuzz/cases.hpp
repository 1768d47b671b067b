#pragma once
// One batch: a stretch of random code, given to two cores in many random states.
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "tests/cpu/thumb/fuzz/generator.hpp"

namespace fuzz {

struct Hits {
  std::vector<u64> row;  // per row of the table, how many cases executed it
  u64 singles = 0, blocks = 0, faults = 0;
  u64 cases() const { return singles + blocks; }
};

class Batch {
 public:
  // `spoil`: changes one side's result before the comparison, to see that the comparison works.
  using Spoil = std::function<void(Side&)>;

  Batch(Side& ours, Side& reference, u64 seed, u64 number, Spoil spoil = {});

  // Runs all cases. The first disagreement, told in full; nothing if there is none.
  std::optional<std::string> run(Hits&);

 private:
  struct Piece {
    u32 at;
    std::vector<Chosen> instructions;
  };

  void lay_out();
  void put(const Chosen&);
  void single();
  void block();
  std::optional<std::string> try_case(const Piece&, Hits&);
  std::string report(const Piece&, const State& before, const std::string& what) const;

  static constexpr unsigned states_per_piece = 4;

  Side& ours_;
  Side& reference_;
  u64 number_;
  Generator generator_;
  Spoil spoil_;
  u32 at_ = Side::cases_at;
  std::vector<Piece> pieces_;
};

}  // namespace fuzz
