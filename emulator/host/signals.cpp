#include "emulator/host/signals.hpp"

#include <csignal>

namespace emulator {

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

void hear_ending_signals() {
  for (const int signal : {SIGINT, SIGTERM})
    if (is_ignored(signal)) std::signal(signal, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

std::vector<int> ending_signals() {
  std::vector<int> signals{SIGINT, SIGTERM};
  if (!is_ignored(SIGHUP)) signals.push_back(SIGHUP);
  return signals;
}

}  // namespace emulator
