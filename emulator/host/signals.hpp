#pragma once
// The signals that end a run.
#include <vector>

namespace emulator {

// A shell without job control starts a script's background jobs with SIGINT ignored, and some launchers leave signals
// blocked; both are inherited. Called first of all: SIGINT and SIGTERM end this program whoever started it.
void hear_ending_signals();

bool is_ignored(int signal);

// SIGINT, SIGTERM, and SIGHUP unless it is ignored: nohup's wish is kept.
std::vector<int> ending_signals();

}  // namespace emulator
